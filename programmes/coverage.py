"""Whether the rows of a table are for every value of its variables, and each value for one row.

Values are never counted one by one: the borders that the rows write cut each variable into
stretches, and one value of a stretch stands for all of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from contracts.amounts import Match, TableOf, TableRow
from kit.money import euro
from programmes.data import KINDS, Datum
from programmes.refusals import Path, Wrong

BORDERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "integer": (("at_least", "more_than"), ("at_most", "less_than")),
    "money": (("at_least_cents", "more_than_cents"), ("at_most_cents", "less_than_cents")),
    "date": (("from_on",), ("to_on",)),
}
OPEN = ("more_than", "more_than_cents", "less_than", "less_than_cents")
# What a row writes for a variable of each kind, as its author names it.
WRITES = {
    "integer": "«at_least», «more_than», «at_most» e «less_than»",
    "money": "«at_least_eur», «more_than_eur», «at_most_eur» e «less_than_eur»",
    "date": "«from_on» e «to_on»",
    "choice": "«one_of»",
    "boolean": "«yes»",
}
FIELDS = {
    **{kind: {*low, *high} for kind, (low, high) in BORDERS.items()},
    "choice": {"one_of"},
    "boolean": {"yes"},
}

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a table: its stretches, and for each the rows that are for it."""

    name: str
    datum: Datum
    stretches: tuple[Stretch, ...]
    rows: tuple[int, ...]


def check_table(table: TableOf, data: Mapping[str, Datum], path: Path) -> Iterator[Wrong]:
    """Refuse rows that fit no value, then the first value without a row or with two.

    `data` holds the variables of the table by name.
    """
    wrong = list(_check_rows(table, data, path))
    yield from wrong
    if not wrong:
        yield from _first_fault(
            [_variable(name, data[name], table.rows) for name in table.by], path
        )


def _check_rows(table: TableOf, data: Mapping[str, Datum], path: Path) -> Iterator[Wrong]:
    for number, row in enumerate(table.rows):
        for name, match in row.where.items():
            place = (*path, "rows", number, "where", name)
            if name not in data:
                yield Wrong(place, f"«{name}» non è tra le variabili della tabella («by»)")
            elif reason := _misfit(name, data[name], match):
                yield Wrong(place, reason)


def _misfit(name: str, datum: Datum, match: Match) -> str | None:
    if match.model_fields_set - FIELDS[datum.kind]:
        return f"«{name}» è {KINDS[datum.kind]}: la riga può dire solo {WRITES[datum.kind]}"
    if strangers := [value for value in match.one_of if value not in datum.values]:
        return f"il valore «{strangers[0]}» non è tra le scelte di «{name}»"
    first, last = _stretch(datum, match) if datum.kind in BORDERS else (0, 0)
    if first > last:
        return f"la riga non vale per nessun valore che «{name}» può avere"
    return None


def _variable(name: str, datum: Datum, rows: Sequence[TableRow]) -> Variable:
    matches = [row.where.get(name) for row in rows]
    stretches = _stretches(datum, matches)
    masks = tuple(
        sum(1 << row for row, match in enumerate(matches) if _is_for(datum, match, stretch[0]))
        for stretch in stretches
    )
    return Variable(name, datum, stretches, masks)


def _stretches(datum: Datum, matches: Sequence[Match | None]) -> tuple[Stretch, ...]:
    if datum.kind not in BORDERS:
        values = len(datum.values) if datum.kind == "choice" else len((False, True))
        return tuple((value, value) for value in range(values))
    starts = {datum.minimum}
    for match in matches:
        first, last = _stretch(datum, match)
        starts |= {first, last + 1}
    cuts = sorted(start for start in starts if datum.minimum <= start <= datum.maximum)
    ends = [start - 1 for start in cuts[1:]] + [datum.maximum]
    return tuple(zip(cuts, ends, strict=True))


def _stretch(datum: Datum, match: Match | None) -> Stretch:
    """Return the first and the last value that a row is for, within the borders of the datum."""
    first, last = datum.minimum, datum.maximum
    lows, highs = BORDERS[datum.kind]
    for key in lows:
        first = max(first, _border(match, key, first, 1))
    for key in highs:
        last = min(last, _border(match, key, last, -1))
    return first, last


def _border(match: Match | None, key: str, default: int, step: int) -> int:
    value = getattr(match, key) if match else None
    if value is None:
        return default
    number = value.toordinal() if isinstance(value, date) else int(value)
    return number + step if key in OPEN else number


def _is_for(datum: Datum, match: Match | None, value: int) -> bool:
    if match is None:
        return True
    if datum.kind == "choice":
        return datum.values[value] in match.one_of
    if datum.kind == "boolean":
        return match.yes == bool(value)
    first, last = _stretch(datum, match)
    return first <= value <= last


def _first_fault(variables: Sequence[Variable], path: Path) -> Iterator[Wrong]:
    for places in product(*(range(len(variable.stretches)) for variable in variables)):
        rows = -1
        for variable, place in zip(variables, places, strict=True):
            rows &= variable.rows[place]
        if rows.bit_count() != 1:
            yield _fault(rows, _told(variables, places), path)
            return


def _fault(rows: int, value: str, path: Path) -> Wrong:
    if not rows:
        return Wrong(path, f"nessuna riga vale per {value}")
    second = (rows & (rows - 1)).bit_length() - 1
    first = (rows & -rows).bit_length() - 1
    later = next(n for n in range(first + 1, second + 1) if rows >> n & 1)
    return Wrong((*path, "rows", later), f"due righe valgono per {value}")


def _told(variables: Sequence[Variable], places: Sequence[int]) -> str:
    values = [
        _value(variable.datum, variable.stretches[place])
        for variable, place in zip(variables, places, strict=True)
    ]
    if len(values) == 1:
        return values[0]
    named = zip(variables, values, strict=True)
    return ", ".join(f"«{variable.name}» = {value}" for variable, value in named)


def _value(datum: Datum, stretch: Stretch) -> str:
    first, last = stretch
    told: dict[str, Callable[[], str]] = {
        "money": lambda: euro(first),
        "choice": lambda: datum.values[first],
        "boolean": lambda: "sì" if first else "no",
        "date": lambda: _days(first, last),
    }
    return told.get(datum.kind, lambda: str(first))()


def _days(first: int, last: int) -> str:
    if first > date.min.toordinal():
        return f"il {date.fromordinal(first):%d/%m/%Y}"
    if last == date.max.toordinal():
        return "ogni giorno"
    return f"i giorni prima del {date.fromordinal(last) + timedelta(days=1):%d/%m/%Y}"
