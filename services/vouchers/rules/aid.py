"""How much aid an undertaking may still get (de minimis), to the cent.

An undertaking is a firm with those linked to it (impresa unica). What counts is the day on which
the right to the aid was given, not that of its payment. Windows: `rolling_three_years` (regulation
EU 2023/2831) counts what was granted after the same day three years before; `three_fiscal_years`
(regulation EU 1407/2013) counts the year of the day and the two before.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


def check_room(left: Room, cents: int) -> None:
    """Refuse `de-minimis-exceeded` (409) with the room left, when a sum does not fit."""
    if cents > left.left_cents:
        sentence = (
            f"L'aiuto porterebbe il totale a {euro(left.counted_cents + cents)} oltre il massimale "
            f"di {euro(left.ceiling_cents)}: restano {euro(left.left_cents)}."
        )
        raise Refusal("de-minimis-exceeded", sentence)


def _counts(aid: Aid, window: str, day: date) -> bool:
    if aid.on > day:
        return False
    if window == "rolling_three_years":
        return aid.on > years_before(day, YEARS)
    return aid.on.year > day.year - YEARS
