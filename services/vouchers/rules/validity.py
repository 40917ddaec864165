"""Until when a voucher can be spent, and when its holder is reminded."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from contracts.calls import VoucherTerms
from contracts.vouchers.issue import VoucherReminder
from contracts.vouchers.life import ReminderOf
from kit.days import end_of_day


def last_day(issued_on: date, months: int) -> date:
    """Return the same day `months` later, or the last of that month when it is shorter."""
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


def has_ended(valid_until_on: date, today: date) -> bool:
    """Tell whether the last day is over: it can still be spent on that day itself."""
    return today > valid_until_on


def activate_by(issued_on: date, valid_until_on: date, terms: VoucherTerms | None) -> date | None:
    """Return the last day to activate a voucher, None when its terms ask for no activation."""
    if terms is None or terms.activate_within_days is None:
        return None
    return min(issued_on + timedelta(days=terms.activate_within_days), valid_until_on)


def hold_expires_at(at: datetime, hold_days: int, valid_until_on: date) -> datetime:
    """Return the instant at which a hold lapses: never after the last day of the voucher."""
    return min(at + timedelta(days=hold_days), end_of_day(valid_until_on))


def reminders(
    issued_on: date, valid_until_on: date, activate_by_on: date | None, days: Sequence[int]
) -> list[VoucherReminder]:
    """Return the reminders of both last days, those that come after the day of issue, in order."""
    last_days: list[tuple[ReminderOf, date]] = [("expiry", valid_until_on)]
    if activate_by_on is not None:
        last_days.append(("activation", activate_by_on))
    found = [
        VoucherReminder(of=of, days=each, on=last - timedelta(days=each))
        for of, last in last_days
        for each in days
    ]
    return sorted((each for each in found if each.on > issued_on), key=lambda each: each.on)
