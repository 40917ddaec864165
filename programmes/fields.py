"""From what an author writes to what the schemas hold: euro become cents, named tables lists."""

import re
from datetime import date, datetime, time
from typing import Any

from kit.clock import ROME
from programmes.refusals import Path, Wrong

EUROS = re.compile(r"(0|[1-9][0-9]*)\.([0-9]{2})")
# Tables whose names are the author's, and the field that the name becomes.
KEYED_TABLES = {
    "municipalities": "istat",
    "lines": "id",
    "requirements": "id",
    "item_requirements": "id",
    "questions": "name",
    "choices": "id",
    "groups": "name",
    "documents": "id",
    "cross_checks": "id",
    "limits": "id",
    "criteria": "id",
    "quotas": "id",
    "channels": "id",
    "instalments": "id",
    "districts": "id",
    "targets": "id",
    "joining": "id",
    "care": "situation",
    "checklist": "id",
    "scores": "id",
    "lead_history": None,
    "rows": None,
    "rules": None,
    "order": None,
    "caps": None,
}
# Tables that may also be written one after the other, as [[...]], without a name.
NAMELESS = {"rows", "rules", "order", "caps"}
# Tables whose names are the author's and stay names.
NAMED_VALUES = {"where", "windows"}
WRITTEN_BY_THE_HOUSE = {"synthetic", "needs"}
# Fields of which an entry has one or the other.
ALTERNATIVES = (("budget_cents", "budget_of"), ("term_months", "term_days"))


def dotted(path: Path) -> str:
    """Write a path as authors do: `lines.II.budget_eur`."""
    return ".".join(map(str, path))


def field_name(key: str) -> str:
    """Return the field that a written key becomes: `budget_eur` is `budget_cents`."""
    return f"{key.removesuffix('_eur')}_cents" if key.endswith("_eur") else key


def written_key(name: str) -> str:
    """Return the key that an author writes for a field: `budget_cents` is `budget_eur`."""
    return f"{name.removesuffix('_cents')}_eur" if name.endswith("_cents") else name


def alternative(name: str) -> str | None:
    """Return the field that an entry may have instead of another."""
    pairs = dict(ALTERNATIVES) | {other: one for one, other in ALTERNATIVES}
    return pairs.get(name)


class Fields:
    """The fields of a file; what could not be read stands in `wrong`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.wrong: list[Wrong] = []
        self.values = self._table(data, ())

    def _table(self, table: dict[str, Any], at: Path) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, value in table.items():
            try:
                plain |= self._field(key, value, (*at, key))
            except Wrong as wrong:
                self.wrong.append(wrong)
        return plain

    def _field(self, key: str, value: object, path: Path) -> dict[str, Any]:
        if key in WRITTEN_BY_THE_HOUSE:
            raise Wrong(path, f"chiave sconosciuta: «{key}»")
        if key.endswith("_eur"):
            return {field_name(key): _cents(value, path)}
        if key in KEYED_TABLES and not _is_list(key, value):
            return {key: self._rows(value, KEYED_TABLES[key], path)}
        if key in NAMED_VALUES and isinstance(value, dict):
            return {key: {name: self._value(inner, (*path, name)) for name, inner in value.items()}}
        _refuse_cents(key, value, path)
        return {key: self._value(value, path)}

    def _rows(self, table: object, id_key: str | None, path: Path) -> list[Any]:
        if not isinstance(table, dict):
            raise Wrong(
                path, f"«{path[-1]}» va scritto come tabelle con un nome: [{dotted(path)}.NOME]"
            )
        return [self._row(key, value, id_key, (*path, key)) for key, value in table.items()]

    def _row(self, key: str, value: object, id_key: str | None, path: Path) -> object:
        if not isinstance(value, dict):
            raise Wrong(path, f"«{key}» deve essere una tabella")
        if id_key is None:
            return self._table(value, path)
        if id_key in value:
            raise Wrong((*path, id_key), f"chiave sconosciuta: «{id_key}»")
        return {id_key: key} | self._table(value, path)

    def _value(self, value: object, path: Path) -> object:
        if isinstance(value, dict):
            return self._table(value, path)
        if isinstance(value, list):
            return [self._value(item, (*path, index)) for index, item in enumerate(value)]
        return _scalar(value, path)


def _refuse_cents(key: str, value: object, path: Path) -> None:
    if key.endswith("_cents") and not isinstance(value, dict):
        raise Wrong(
            path,
            f"«{key}» non si scrive: gli importi sono in euro, con la chiave «{written_key(key)}»",
        )


def _is_list(key: str, value: object) -> bool:
    if key in NAMELESS:
        return not isinstance(value, dict)
    return isinstance(value, list) and not any(isinstance(item, dict) for item in value)


def _cents(value: object, path: Path) -> int:
    shape = EUROS.fullmatch(value) if isinstance(value, str) else None
    if shape is None:
        raise Wrong(
            path,
            f"«{path[-1]}» è un importo: va scritto tra virgolette con due decimali, "
            'per esempio "1200.00"',
        )
    return int(shape[1]) * 100 + int(shape[2])


def _scalar(value: object, path: Path) -> object:
    if isinstance(value, float):
        key = next(part for part in reversed(path) if isinstance(part, str))
        raise Wrong(path, f"«{key}»: i numeri con la virgola non sono ammessi")
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ROME).isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else value
