"""The hours in which people are written to about what they do not wait for."""

from datetime import UTC, datetime, time, timedelta

from kit.days import ROME

OPENS, CLOSES = time(8), time(20)


def in_the_day(at: datetime) -> datetime:
    """Return the first instant from `at` on that is between eight and twenty in Italy, in UTC."""
    here = at.astimezone(ROME)
    if OPENS <= here.time() < CLOSES:
        return at
    day = here.date() + timedelta(days=1) if here.time() >= CLOSES else here.date()
    return datetime.combine(day, OPENS, ROME).astimezone(UTC)
