"""The days on which somebody should look at an adhesion; none of them moves it by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.network import AdhesionCare, AdhesionState

ENDED: tuple[AdhesionState, ...] = ("withdrawn", "refused")
WAITS_FOR_AN_ANSWER: tuple[AdhesionState, ...] = ("received", "provisional", "late")


@dataclass(frozen=True)
class Days:
    """Where an adhesion is, and the days that are its own."""

    state: AdhesionState
    remind_on: date | None
    original_due_on: date | None
    answer_due_on: date
    renewal_due_on: date | None


def care(days: Days, told: Collection[str], today: date) -> tuple[str, AdhesionCare, date | None]:
    """Return what to tell today under which name, and the next day to look.

    A day that came is told once: `told` are the names under which that was done. What is late is
    told from the day after the last good one on.
    """
    coming = [each for each in _agenda(days) if each[0] not in told]
    if not coming:
        return "", "end", None
    name, step, on = min(coming, key=lambda each: each[2])
    if on > today:
        return "", "wait", on
    later = [each[2] for each in coming if each[0] != name]
    return name, step, max(min(later), today + timedelta(days=1)) if later else None


def _agenda(days: Days) -> list[tuple[str, AdhesionCare, date]]:
    """Return the days of an adhesion, each under a name that tells it from all others."""
    if days.state in ENDED:
        return []
    one = timedelta(days=1)
    waits = days.state in WAITS_FOR_AN_ANSWER
    provisional = days.state == "provisional"
    found: list[tuple[str, AdhesionCare, date | None]] = [
        ("remind-original", "remind", days.remind_on if provisional else None),
        ("original-overdue", "overdue", _after(days.original_due_on if provisional else None)),
        ("answer-overdue", "overdue", days.answer_due_on + one if waits else None),
        (f"renew-{days.renewal_due_on}", "renew", days.renewal_due_on if not waits else None),
    ]
    return [(name, step, on) for name, step, on in found if on is not None]


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None
