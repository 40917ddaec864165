"""The days of a body: Sundays, national holidays as they were in each year, its patron's day."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.applications.rules.day import SUNDAY, working_day


@dataclass(frozen=True)
class Calendar:
    """The calendar of a body; `patron` is the day of its patron saint as month and day, `11-05`."""

    patron: str | None = None

    def holiday(self, day: date) -> str:
        """Say why nobody works on a day; nothing when somebody does. A Saturday is a workday."""
        if day.weekday() == SUNDAY:
            return "domenica"
        if working_day(day) != day:
            return "festa nazionale"
        return "festa del patrono" if f"{day:%m-%d}" == self.patron else ""

    def workday(self, day: date) -> date:
        """Return the day itself, or the next one on which somebody works (civil code art. 2963)."""
        while self.holiday(day):
            day += timedelta(days=1)
        return day
