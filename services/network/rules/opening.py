"""When a desk is open, in Italian time."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from contracts.desks import OpeningHours
from kit.days import ROME, civil_day

LOOKS_AHEAD_DAYS = 60


def is_open(hours: Sequence[OpeningHours], closed_on: Collection[date], at: datetime) -> bool:
    """Tell whether a desk is open at an instant; at the minute of closing it is not."""
    here = at.astimezone(ROME)
    clock = here.time()
    return here.date() not in closed_on and any(
        each.weekday == here.isoweekday() and each.opens <= clock < each.closes for each in hours
    )


def next_opening(
    hours: Sequence[OpeningHours], closed_on: Collection[date], at: datetime
) -> datetime | None:
    """Return the next instant at which a desk opens, in UTC; None when none is near."""
    first = civil_day(at)
    days = (first + timedelta(days=ahead) for ahead in range(LOOKS_AHEAD_DAYS))
    openings = (
        datetime.combine(day, each.opens, ROME).astimezone(UTC)
        for day in days
        if day not in closed_on
        for each in sorted(hours, key=lambda stretch: stretch.opens)
        if each.weekday == day.isoweekday()
    )
    return next((opening for opening in openings if opening > at), None)
