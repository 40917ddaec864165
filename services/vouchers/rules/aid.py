"""How much aid an undertaking may still get (de minimis), to the cent.

An undertaking is a firm with those linked to it (impresa unica). What counts is the day on which
the right to the aid was given, not that of its payment. Windows: `rolling_three_years` (regulation
EU 2023/2831) counts what was granted after the same day three years before; `three_fiscal_years`
(regulation EU 1407/2013) counts the year of the day and the two before.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.aid import GrantedAid
from kit.money import euro
from kit.refusal import Refusal

YEARS = 3


@dataclass(frozen=True)
class Aid:
    """An aid that an undertaking was granted."""

    on: date
    cents: int


@dataclass(frozen=True)
class Room:
    """What counts against a ceiling, and what is left below it."""

    ceiling_cents: int
    counted_cents: int

    @property
    def left_cents(self) -> int:
        """Return what may still be granted: a sum that reaches the ceiling is allowed."""
        return max(0, self.ceiling_cents - self.counted_cents)


def years_before(day: date, years: int) -> date:
    """Return the same day some years before; 29 February becomes the 28th."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def room(aids: Sequence[Aid], ceiling_cents: int, window: str, day: date) -> Room:
    """Return the room that is left on a day."""
    counted = sum(aid.cents for aid in aids if _counts(aid, window, day))
    return Room(ceiling_cents, counted)


def each_once(
    extract: Iterable[GrantedAid], ours: Iterable[GrantedAid], declared: Iterable[GrantedAid]
) -> list[GrantedAid]:
    """Return what a firm was granted, each aid once: by the register, by us, by its own word.

    What we registered is in the register under its code, but perhaps not in its extract yet. What
    is declared has no code: it is known when the others have one of its day and sum for each.
    """
    known = {each.cor: each for each in (*ours, *extract) if each.cor}
    without_code = [each for each in extract if not each.cor]
    found = [*known.values(), *without_code]
    unmatched = Counter((each.on, each.cents) for each in found)
    said = []
    for each in declared:
        if unmatched[each.on, each.cents]:
            unmatched[each.on, each.cents] -= 1
        else:
            said.append(each)
    return [*found, *said]


def check_room(left: Room, cents: int) -> None:
    """Refuse `de-minimis-exceeded` (409) with the room left, when a sum does not fit."""
    if cents > left.left_cents:
        sentence = (
            f"L'aiuto porterebbe il totale a {euro(left.counted_cents + cents)} oltre il massimale "
            f"di {euro(left.ceiling_cents)}: restano {euro(left.left_cents)}."
        )
        raise Refusal("de-minimis-exceeded", sentence)


def alarm(confirm_by_on: date, today: date) -> str:
    """Return what an official is told while the register does not know the act of an aid."""
    day = f"{confirm_by_on:%d/%m/%Y}"
    if today > confirm_by_on:
        return (
            f"L'atto non è nel registro degli aiuti, e il termine era il {day}: va comunicato ora."
        )
    left = (confirm_by_on - today).days
    when = {0: "oggi", 1: "domani"}.get(left, f"tra {left} giorni")
    return f"L'atto va comunicato al registro degli aiuti entro il {day}: scade {when}."


def _counts(aid: Aid, window: str, day: date) -> bool:
    if aid.on > day:
        return False
    if window == "rolling_three_years":
        return aid.on > years_before(day, YEARS)
    return aid.on.year > day.year - YEARS
