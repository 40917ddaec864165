"""The first day of a civil period: weeks begin on Monday, months and years as the calendar."""

from datetime import date, timedelta
from typing import Literal

Period = Literal["week", "month", "year"]


def first_of(period: Period, on: date) -> date:
    """Return the first day of the period in which a day falls."""
    if period == "week":
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if period == "month" else on.replace(month=1, day=1)
