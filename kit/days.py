"""Civil days in Italy, as pure functions that a workflow may use."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def civil_day(instant: datetime) -> date:
    """Return the day on which an instant falls in Italy."""
    return instant.astimezone(ROME).date()


def end_of_day(day: date) -> datetime:
    """Return the first instant after a civil day in Italy, in UTC."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=ROME).astimezone(UTC)


def until(instant: datetime, now: datetime) -> timedelta:
    """Return the wait until an instant; for one that is past, the least wait of a timer."""
    return max(instant - now, timedelta(seconds=1))
