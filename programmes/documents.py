"""A programme file and its SYN companion, read as one document that says which key is invented.

`NAME.syn.toml` completes `NAME.toml` where no source speaks. It can add keys and never change
one; each key it adds is listed in `synthetic`.
"""

import json
import re
from datetime import date, datetime, time
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kit.clock import ROME
from programmes.located import LocatedToml
from programmes.refusals import Path, ProgrammeError, Wrong, sentence

EUROS = re.compile(r"(0|[1-9][0-9]*)\.([0-9]{2})")
KEYED_TABLES = {
    "municipalities": "istat",
    "lines": "id",
    "requirements": "id",
    "questions": "name",
    "choices": "id",
    "instalments": "id",
    "districts": "id",
    "targets": "id",
    "joining": "id",
    "lead_history": None,
}
WRITTEN_BY_THE_HOUSE = {"synthetic", "needs"}

Model = TypeVar("Model", bound=BaseModel)


class Document:
    """One programme file with its SYN companion merged in."""

    def __init__(self, root: FilePath, path: FilePath) -> None:
        self.files = [LocatedToml(root, path)]
        companion = path.with_suffix(".syn.toml")
        if companion.exists():
            self.files.append(LocatedToml(root, companion))
        self.synthetic: list[str] = []
        self.data = self._merged()

    def refusal(self, wrong: Wrong) -> ProgrammeError:
        """Name the file and the line of something wrong."""
        file = max(self.files, key=lambda file: file.depth(wrong.path))
        return ProgrammeError(file.name, file.line_of(wrong.path, wrong.value), wrong.reason)

    def read(self, model: type[Model], **given: object) -> Model:
        """Read the document as a model; `given` are the fields that its place in the tree says."""
        try:
            fields = _plain(self.data, ()) | given | {"synthetic": self.synthetic}
        except Wrong as wrong:
            raise self.refusal(wrong) from None
        try:
            return model.model_validate_json(json.dumps(fields), strict=True)
        except ValidationError as error:
            raise self._schema_refusal(error) from error

    def _schema_refusal(self, error: ValidationError) -> ProgrammeError:
        first = error.errors()[0]
        path = _toml_path(first["loc"], self.data)
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        value = first["input"] if isinstance(first["input"], str) else None
        return self.refusal(Wrong(path, sentence(first, key), value))

    def _merged(self) -> dict[str, Any]:
        if len(self.files) == 1:
            return self.files[0].data
        try:
            return self._completed(self.files[0].data, self.files[1].data, ())
        except Wrong as wrong:
            line = self.files[1].line_of(wrong.path)
            raise ProgrammeError(self.files[1].name, line, wrong.reason) from None

    def _completed(self, base: dict[str, Any], more: dict[str, Any], at: Path) -> dict[str, Any]:
        merged = dict(base)
        for key, value in more.items():
            path = (*at, key)
            if key not in base:
                self.synthetic.append(_dotted(path).replace("_eur", "_cents"))
                merged[key] = value
            elif isinstance(value, dict) and isinstance(base[key], dict):
                merged[key] = self._completed(base[key], value, path)
            else:
                raise Wrong(path, f"«{key}» è già scritto nella fonte: il file SYN non lo cambia")
        return merged


def _plain(table: dict[str, Any], at: Path) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in table.items():
        path = (*at, key)
        if key in WRITTEN_BY_THE_HOUSE:
            raise Wrong(path, f"chiave sconosciuta: «{key}»")
        plain |= _field(key, value, path)
    return plain


def _field(key: str, value: object, path: Path) -> dict[str, Any]:
    if key.endswith("_eur"):
        return {f"{key.removesuffix('_eur')}_cents": _cents(value, path)}
    if key in KEYED_TABLES and not _is_list_of_values(value):
        return {key: _rows(value, KEYED_TABLES[key], path)}
    if key.endswith("_cents") and not isinstance(value, dict):
        euro = f"{key.removesuffix('_cents')}_eur"
        raise Wrong(
            path, f"«{key}» non si scrive: gli importi sono in euro, con la chiave «{euro}»"
        )
    return {key: _value(value, path)}


def _is_list_of_values(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(item, dict) for item in value)


def _rows(table: object, id_key: str | None, path: Path) -> list[Any]:
    if not isinstance(table, dict):
        raise Wrong(
            path, f"«{path[-1]}» va scritto come tabelle con un nome: [{_dotted(path)}.NOME]"
        )
    return [_row(key, value, id_key, (*path, key)) for key, value in table.items()]


def _row(key: str, value: object, id_key: str | None, path: Path) -> object:
    if not isinstance(value, dict):
        raise Wrong(path, f"«{key}» deve essere una tabella")
    if id_key is None:
        return _plain(value, path)
    if id_key in value:
        raise Wrong((*path, id_key), f"chiave sconosciuta: «{id_key}»")
    return {id_key: key} | _plain(value, path)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _cents(value: object, path: Path) -> int:
    shape = EUROS.fullmatch(value) if isinstance(value, str) else None
    if shape is None:
        raise Wrong(
            path,
            f"«{path[-1]}» è un importo: va scritto tra virgolette con due decimali, "
            'per esempio "1200.00"',
        )
    return int(shape[1]) * 100 + int(shape[2])


def _value(value: object, path: Path) -> object:
    if isinstance(value, dict):
        return _plain(value, path)
    if isinstance(value, list):
        return [_value(item, (*path, index)) for index, item in enumerate(value)]
    return _scalar(value, path)


def _scalar(value: object, path: Path) -> object:
    if isinstance(value, float):
        key = next(part for part in reversed(path) if isinstance(part, str))
        raise Wrong(path, f"«{key}»: i numeri con la virgola non sono ammessi")
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ROME).isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else value


def _toml_path(location: Path, data: object) -> Path:
    """Turn the place of a schema error into the keys that the author wrote."""
    path: Path = ()
    for size, part in enumerate(location, start=1):
        key = _written_key(part, data)
        if key is not None:
            path, data = (*path, key), _step(data, key)
        elif size == len(location):
            return (*path, _euro_key(str(part)))
    return path


def _written_key(part: str | int, data: object) -> str | int | None:
    if isinstance(data, list):
        return part if isinstance(part, int) else None
    if not isinstance(data, dict):
        return None
    keys: list[str] = list(data)
    return keys[part] if isinstance(part, int) else _either(part, keys)


def _either(part: str, keys: list[str]) -> str | None:
    return next((key for key in (part, _euro_key(part)) if key in keys), None)


def _step(data: object, key: str | int) -> object:
    return data[key] if isinstance(data, (dict, list)) else None  # type: ignore[index]


def _euro_key(part: str) -> str:
    return f"{part.removesuffix('_cents')}_eur" if part.endswith("_cents") else part
