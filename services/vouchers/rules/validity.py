"""Until when a voucher can be spent."""

from calendar import monthrange
from datetime import date


def last_day(issued_on: date, months: int) -> date:
    """Return the same day `months` later, or the last of that month when it is shorter."""
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


def has_ended(valid_until_on: date, today: date) -> bool:
    """Tell whether the last day is over: it can still be spent on that day itself."""
    return today > valid_until_on
