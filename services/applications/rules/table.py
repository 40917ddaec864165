"""Which row of a table is for a case: rows do not overlap, so the first that matches is the one."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.amounts import Match, TableOf, TableRow
from services.applications.rules import day
from services.applications.rules.counting import is_whole

Values = Mapping[str, Any]


def row_for(table: TableOf, values: Values) -> TableRow | None:
    """Return the row of the values of a table's variables.

    None when a variable that some row asks for is missing, and when no row is for these values.
    """
    for row in table.rows:
        if all(matches(match, values.get(name)) for name, match in row.where.items()):
            return row
    return None


def has_gap(table: TableOf, values: Values) -> bool:
    """Tell whether no row is for values that are all known."""
    known = all(values.get(name) is not None for name in table.by)
    return known and row_for(table, values) is None


def matches(match: Match, value: object) -> bool:
    """Tell whether a value is one that a row is for; a missing value is none."""
    if value is None:
        return False
    # A call that was kept as JSON has every field set: what is none or empty says nothing.
    for name, limit in vars(match).items():
        if limit is not None and limit != () and not TESTS[name](limit, value):
            return False
    return True


def _number(test: Callable[[int, int], bool]) -> Callable[[Any, object], bool]:
    return lambda limit, value: is_whole(value) and test(limit, value)


def _day(test: Callable[[Any, Any], bool]) -> Callable[[Any, object], bool]:
    def tell(limit: Any, value: object) -> bool:
        on = day.parsed(value)
        return on is not None and test(limit, on)

    return tell


TESTS: Mapping[str, Callable[[Any, object], bool]] = {
    "at_least": _number(lambda limit, value: value >= limit),
    "more_than": _number(lambda limit, value: value > limit),
    "at_most": _number(lambda limit, value: value <= limit),
    "less_than": _number(lambda limit, value: value < limit),
    "at_least_cents": _number(lambda limit, value: value >= limit),
    "more_than_cents": _number(lambda limit, value: value > limit),
    "at_most_cents": _number(lambda limit, value: value <= limit),
    "less_than_cents": _number(lambda limit, value: value < limit),
    "from_on": _day(lambda limit, value: value >= limit),
    "to_on": _day(lambda limit, value: value <= limit),
    "one_of": lambda limit, value: value in limit,
    "yes": lambda limit, value: value is limit,
}
