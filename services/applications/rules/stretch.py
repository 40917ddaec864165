"""How many days of a service fall on the days that count."""

from datetime import date

from contracts.amounts import DaysWithin
from services.applications.rules import day
from services.applications.rules.scope import Scope


def days_counted(rule: DaysWithin, scope: Scope) -> tuple[int, int] | None:
    """Return the days of a service that count and all its days; None while one is missing."""
    first, last = (day.parsed(scope.value(name)) for name in (rule.from_on, rule.to_on))
    kind = scope.value(rule.by)
    if first is None or last is None or kind is None:
        return None
    window = rule.windows.get(kind)
    whole = _days(first, last)
    within = 0 if window is None else _days(max(first, window.from_on), min(last, window.to_on))
    return within, whole


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)
