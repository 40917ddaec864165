"""Civil days: ages completed, terms in months, working days (civil code art. 2963)."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

MONTHS_OF_A_YEAR = 12
SUNDAY = 6
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day when there is none.

    The first day is not counted (civil code art. 2963). A day that the calendar does not hold
    raises ValueError.
    """
    whole = day.year * MONTHS_OF_A_YEAR + day.month - 1 + months
    year, month = divmod(whole, MONTHS_OF_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"the year {year} is not in the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_later(day: date, days: int) -> date:
    """Return the day that lies some days after a day, or before it when they are below zero.

    The first day is not counted (civil code art. 2963). A day that the calendar does not hold
    raises ValueError.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ValueError(f"{days} days from {day} leave the calendar") from error


def months_completed(start: date, on: date) -> int:
    """Return the months completed on a day, that day included; below zero before the start.

    Who is born on 29 February completes a year on 28 February when there is no 29.
    """
    months = (on.year - start.year) * MONTHS_OF_A_YEAR + on.month - start.month
    return months if months_later(start, months) <= on else months - 1


def years_completed(start: date, on: date) -> int:
    """Return the years completed on a day, the birthday included."""
    return months_completed(start, on) // MONTHS_OF_A_YEAR


def working_day(day: date) -> date:
    """Return the day itself, or the next one that is neither a Sunday nor a national holiday."""
    while day.weekday() == SUNDAY or day in _holidays(day.year):
        day += timedelta(days=1)
    return day


def written(day: date) -> str:
    """Write a day as people read it: `7 maggio 2013`, `1º maggio 2013`."""
    number = "1º" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def written_with_weekday(day: date) -> str:
    """Write a day with its weekday: `martedì 7 maggio 2013`."""
    return f"{WEEKDAYS[day.weekday()]} {written(day)}"


def parsed(value: object) -> date | None:
    """Return the day of a text such as `2013-05-07`, None when it is none."""
    return _parsed(value) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date | None:
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", years=year))
