"""The day on which a document is registered, by the hours of the office."""

from datetime import date, datetime, timedelta

from contracts.places import Register, Weekday
from kit.days import ROME
from services.applications.rules.calendar import Calendar

DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# An office that opens on 29 February alone does not exist; a year without an open day is a mistake.
LONGEST_CLOSED = 366


def registered_on(rules: Register, calendar: Calendar, at: datetime) -> date:
    """Return the civil day of an entry that is made at an instant.

    A document that comes before the office opens is of that day; by `next-working-day` one that
    comes after it closed, on a holiday or on a day without hours is of the next open day.
    """
    local = at.astimezone(ROME)
    day = local.date()
    if rules.after_hours == "same-day":
        return day
    closes = [each.closes for each in rules.office_hours if DAYS[day.weekday()] in each.days]
    if _is_open(rules, calendar, day) and local.time() < max(closes):
        return day
    return _next_open(rules, calendar, day)


def _next_open(rules: Register, calendar: Calendar, day: date) -> date:
    for days in range(1, LONGEST_CLOSED):
        following = day + timedelta(days=days)
        if _is_open(rules, calendar, following):
            return following
    raise ValueError(f"no office is ever open after {day}")


def _is_open(rules: Register, calendar: Calendar, day: date) -> bool:
    weekday = DAYS[day.weekday()]
    has_hours = any(weekday in each.days for each in rules.office_hours)
    return has_hours and not calendar.holiday(day)
