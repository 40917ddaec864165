"""A call as its public page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.calls import ActKind, ApplicantKind, Line
from contracts.publishing import PublicCall, PublicVersion
from contracts.questions import RequiredDocument
from kit.clock import civil_day
from services.portal.queries.neighbours import Residual
from services.portal.rules import calendar, line_words
from services.portal.rules.amount_words import Told, told
from services.portal.rules.calendar import Sign
from services.portal.rules.condition import conditions
from services.portal.rules.section import dates, section, sharers
from services.portal.rules.wording import whom

HUNDRED = 100
ACTS: Mapping[ActKind, str] = {
    "publication": "Pubblicazione",
    "extension": "Proroga",
    "extension_with_supplement": "Proroga con integrazione delle domande",
    "threshold_change": "Modifica dei requisiti o degli importi",
    "correction": "Correzione",
    "refunding": "Nuovi fondi",
}


@dataclass(frozen=True)
class Card:
    """A call in a list."""

    href: str
    title: str
    summary: str
    body: str
    who: str
    sign: Sign


@dataclass(frozen=True)
class Money:
    """The budget that a section spends, how much of it is free, and which sections share it."""

    budget_cents: int
    left_cents: int | None
    percent: int
    shared: str


@dataclass(frozen=True)
class LineView:
    """A section of a call."""

    id: str
    title: str
    who: tuple[ApplicantKind, ...]
    form: str
    is_open: bool
    dates: str
    money: Money
    amount: Told | None
    requirements: list[tuple[str, str]]
    limits: list[tuple[str, str]]
    documents: tuple[RequiredDocument, ...]
    payment: list[str]
    voucher: str
    categories: tuple[str, ...]
    apply_href: str
    check_href: str
    ranking_href: str


@dataclass(frozen=True)
class VersionView:
    """A version of a call, with the act that made it."""

    number: int
    title: str
    on: date
    act: str
    changes: list[str]


def cards(calls: list[PublicCall], now: datetime) -> dict[str, list[Card]]:
    """Return the calls in three lists: open, soon, and over."""
    lists: dict[str, list[Card]] = {"open": [], "soon": [], "over": []}
    for call in calls:
        place = {"open": "open", "published": "soon"}.get(call.state, "over")
        lists[place].append(_card(call, now))
    return lists


def lines(call: PublicCall, residuals: Mapping[str, Residual], now: datetime) -> list[LineView]:
    """Return the sections of a call."""
    return [
        _line(section(call, line.id, now), line, residuals.get(line.fund))
        for line in call.definition.lines
    ]


def versions(call: PublicCall) -> list[VersionView]:
    """Return the versions of a call, the latest first."""
    return [_version(each) for each in sorted(call.versions, key=lambda v: -v.version)]


def page(
    call: PublicCall, residuals: Mapping[str, Residual], now: datetime
) -> Mapping[str, object]:
    """Return everything that the page of a call shows."""
    definition = call.definition
    return {
        "call": call,
        "legal": definition.legal,
        "sign": calendar.sign(call, now),
        "phases": calendar.phases(call, now),
        "lines": lines(call, residuals, now),
        "answer": calendar.answer_sentence(definition),
        "channels": [line_words.channel(each) for each in definition.channels],
        "cumulation": definition.cumulation.sentence if definition.cumulation else "",
        "versions": versions(call),
        "json_href": f"/bandi/{call.call_id}.json",
    }


def _card(call: PublicCall, now: datetime) -> Card:
    kinds = dict.fromkeys(kind for line in call.definition.lines for kind in line.who)
    return Card(
        href=f"/bandi/{call.call_id}",
        title=call.title,
        summary=call.definition.summary or "",
        body=call.body_name,
        who=whom(kinds),
        sign=calendar.sign(call, now),
    )


def _line(call: PublicCall, line: Line, residual: Residual | None) -> LineView:
    """Return a section; `call` is what it sees of its call."""
    there = f"/bandi/{call.call_id}/{line.id}"
    return LineView(
        id=line.id,
        title=line.title,
        who=line.who,
        form=line_words.FORMS[line.support_form],
        is_open=call.state == "open",
        dates=dates(call, line),
        money=_money(call, line, residual),
        amount=told(line),
        requirements=list(conditions(line)),
        limits=[(line_words.limit(each), each.article) for each in line.limits],
        documents=line.documents,
        payment=line_words.payment(line.payment),
        voucher=line_words.voucher(line),
        categories=line.voucher.categories if line.voucher else (),
        apply_href=f"{there}/domanda",
        check_href=f"{there}/verifica",
        ranking_href=f"{there}/graduatoria" if _has_list(call, line) else "",
    )


def _has_list(call: PublicCall, line: Line) -> bool:
    """Tell whether a list of a section may have been published."""
    return call.state == "closed" and call.definition.is_ranked(line.id)


def _money(call: PublicCall, line: Line, residual: Residual | None) -> Money:
    shared = sharers(call, line)
    if residual is None:
        return Money(call.definition.fund_of(line.id).budget_cents or 0, None, 0, shared)
    left, whole = residual.available_cents, residual.budget_cents
    return Money(whole, left, left * HUNDRED // whole if whole else 0, shared)


def _version(each: PublicVersion) -> VersionView:
    on = each.act.on if each.act else civil_day(each.published_at)
    return VersionView(
        number=each.version,
        title=ACTS[each.act.kind] if each.act else "Pubblicazione",
        on=on,
        act=" ".join(_act(each)),
        changes=each.differences,
    )


def _act(each: PublicVersion) -> Iterator[str]:
    if each.act:
        yield f"{each.act.number}."
        yield each.act.reason
