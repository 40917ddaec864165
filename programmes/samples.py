"""A few invented sets of data, to try an expression on before anybody answers a form."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from programmes.data import Datum

SAMPLES = 8
TEXTS = ("prova", "", "altro testo")
MUNICIPALITIES = ("015070", "098010")


def invented(paths: Mapping[str, Datum]) -> Iterator[dict[str, Any]]:
    """Yield sets of data in which every path has a value of its kind, each time another one."""
    for number in range(SAMPLES):
        sample: dict[str, Any] = {}
        for place, (path, datum) in enumerate(paths.items()):
            _put(sample, path.split("."), _value(datum, number >> place % 3, number))
        yield sample


def _put(sample: dict[str, Any], keys: list[str], value: object) -> None:
    for key in keys[:-1]:
        sample = sample.setdefault(key, {})
    sample[keys[-1]] = value


def _value(datum: Datum, turn: int, number: int) -> object:
    match datum.kind:
        case "integer" | "money":
            return (datum.minimum, datum.maximum, (datum.minimum + datum.maximum) // 2)[turn % 3]
        case "date":
            return date.fromordinal((datum.minimum, datum.maximum)[turn % 2]).isoformat()
        case "group":
            return [_item(datum, turn + size, number) for size in range(number % 3)]
        case _:
            return _plain(datum, turn)


def _plain(datum: Datum, turn: int) -> object:
    values: dict[str, tuple[object, ...]] = {
        "boolean": (False, True),
        "choice": datum.values,
        "municipality": MUNICIPALITIES,
        "places": (list(MUNICIPALITIES), ["015"]),
    }
    known = values.get(datum.kind, TEXTS)
    return known[turn % len(known)]


def _item(group: Datum, turn: int, number: int) -> dict[str, object]:
    return {name: _value(datum, turn, number) for name, datum in (group.fields or {}).items()}
