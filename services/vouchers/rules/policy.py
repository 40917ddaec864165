"""What a voucher buys, where, and how much of it in a period: the terms of its call, applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.calls import VoucherCap, VoucherTerms
from kit.money import euro
from kit.refusal import Refusal
from programmes.catalogue import EVERYWHERE, PROVINCE_DIGITS
from services.vouchers.rules.periods import first_of

DEFAULT_HOLD_DAYS = 7
DEFAULT_REMINDER_DAYS = (30, 7)
_PERIODS = {"week": "alla settimana", "month": "al mese", "total": "in tutto"}


@dataclass(frozen=True)
class Policy:
    """What one voucher may do. Without categories it buys whatever an accredited provider gives.

    `providers` are the handles of the only ones where it is taken, empty for all; `spent_in` the
    municipalities (or provinces) of which a provider must serve one, empty for everywhere.
    """

    categories: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    spent_in: tuple[str, ...] = ()
    caps: tuple[VoucherCap, ...] = ()
    hold_days: int = DEFAULT_HOLD_DAYS


@dataclass(frozen=True)
class Spent:
    """What a voucher's family spent or holds on a civil day, in a category."""

    on: date
    category: str
    cents: int


def policy_of(terms: VoucherTerms | None, situation: str | None, category: str | None) -> Policy:
    """Return what a voucher may do, given for a care situation and perhaps for one category."""
    if terms is None:
        return Policy(categories=(category,) if category else ())
    rule = next((each for each in terms.care if each.situation == situation), None)
    categories = rule.categories if rule else terms.categories
    return Policy(
        categories=(category,) if category else categories,
        providers=terms.providers,
        spent_in=terms.spent_in,
        caps=(*terms.caps, *(rule.caps if rule else ())),
        hold_days=terms.hold_days,
    )


def category_for(asked: str | None, policy: Policy, offered: Sequence[str]) -> str:
    """Return the category of a purchase; one that is not named follows when there is only one.

    Refuses `category-not-covered` when the voucher does not buy it, `category-not-accredited` (403)
    when the provider is not accredited for it, and `category-unclear` (422) when it must be named.
    """
    covered = [each for each in offered if not policy.categories or each in policy.categories]
    if asked is None:
        return _only(covered, policy)
    if policy.categories and asked not in policy.categories:
        raise Refusal("category-not-covered", f"Il voucher non copre «{asked}».")
    if asked not in offered:
        sentence = f"Il fornitore non è accreditato per «{asked}»."
        raise Refusal("category-not-accredited", sentence, 403)
    return asked


def _only(covered: Sequence[str], policy: Policy) -> str:
    if not covered:
        services = ", ".join(f"«{each}»" for each in policy.categories)
        raise Refusal("category-not-covered", f"Il voucher copre soltanto {services}.")
    if len(covered) > 1:
        choices = ", ".join(f"«{each}»" for each in covered)
        raise Refusal("category-unclear", f"Indichi per quale servizio: {choices}.", 422)
    return covered[0]


def refuse_elsewhere(policy: Policy, handle: str) -> None:
    """Refuse `provider-not-in-call` (403) when the call names other providers only."""
    if policy.providers and handle not in policy.providers:
        sentence = "Il bando non prevede questo fornitore per i suoi voucher."
        raise Refusal("provider-not-in-call", sentence, 403)


def refuse_out_of_area(policy: Policy, served: Sequence[str]) -> None:
    """Refuse `provider-elsewhere` (403) when none of the places where it is spent is served."""
    places = {each for code in served for each in (code, code[:PROVINCE_DIGITS], EVERYWHERE)}
    if policy.spent_in and places.isdisjoint(policy.spent_in):
        sentence = "Il fornitore non serve i comuni in cui si spende questo voucher."
        raise Refusal("provider-elsewhere", sentence, 403)


def refuse_beyond_caps(policy: Policy, spent: Sequence[Spent], asked: Spent) -> None:
    """Refuse `cap-reached` when a purchase goes beyond a cap, with what may still be spent.

    A week begins on Monday. What providers hold counts from the day on which it was held.
    """
    for cap in policy.caps:
        if cap.category not in (None, asked.category):
            continue
        first = first_day(cap, asked.on)
        before = sum(each.cents for each in spent if _counts(each, cap, first))
        if before + asked.cents > cap.at_most_cents:
            raise Refusal("cap-reached", _sentence(cap, cap.at_most_cents - before))


def first_day(cap: VoucherCap, on: date) -> date:
    """Return the first day of the period of a cap in which a day falls."""
    return date.min if cap.period == "total" else first_of(cap.period, on)


def _counts(each: Spent, cap: VoucherCap, first: date) -> bool:
    return each.on >= first and cap.category in (None, each.category)


def _sentence(cap: VoucherCap, left_cents: int) -> str:
    what = f" per «{cap.category}»" if cap.category else ""
    most = f"{euro(cap.at_most_cents)} {_PERIODS[cap.period]}{what}"
    return f"Il limite è di {most}: restano {euro(max(left_cents, 0))}."
