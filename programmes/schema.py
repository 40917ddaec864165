"""What a schema found wrong, told by the keys that the author wrote and in Italian."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from contracts.places import Entry
from programmes.fields import written_key
from programmes.refusals import Path, Wrong, sentence

# How alike a key must be to be what the author meant.
LIKENESS = 0.7
# Names that pydantic gives to the two forms of an operand: a name, or a rule.
NAME_FORM = "constrained-str"
RULE_FORM = "tagged-union"


def translated(error: ValidationError, data: dict[str, Any]) -> list[Wrong]:
    """Return every error of a schema at the place that the author knows."""
    errors = [each for each in error.errors() if not _other_form(each)]
    return [_wrong(each, data) for each in errors if not _follows(each, errors)]


def _follows(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Tell a list that seems short only because its entries were refused themselves."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        each["loc"][: len(place)] == place and each is not error for each in errors
    )


def _wrong(error: ErrorDetails, data: dict[str, Any]) -> Wrong:
    path = _written_path((*error["loc"], *error.get("ctx", {}).get("at", ())), data)
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    value = error["input"] if isinstance(error["input"], str) else None
    reason = sentence(error, key)
    return Wrong(
        path, _hinted(reason, key) if error["type"] == "extra_forbidden" else reason, value
    )


def _hinted(reason: str, key: str) -> str:
    if key in known_keys():
        return f"la chiave «{key}» non va scritta qui"
    near = get_close_matches(key, known_keys(), n=1, cutoff=LIKENESS)
    return f"{reason}; forse «{near[0]}»" if near else reason


@cache
def known_keys() -> tuple[str, ...]:
    """Return every key that some programme file may hold."""
    names = {written_key(name) for model in below(Entry) for name in model.model_fields}
    return tuple(sorted(names))


def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Return every model that is made from another, at any depth."""
    for child in model.__subclasses__():
        yield child
        yield from below(child)


def _other_form(error: ErrorDetails) -> bool:
    """Tell a complaint about the form of an operand that the author did not choose."""
    form = str(error["loc"][-1]) if error["loc"] else ""
    if form == NAME_FORM:
        return isinstance(error["input"], dict)
    return form.startswith(RULE_FORM) and not isinstance(error["input"], dict)


def _written_path(location: Path, data: object) -> Path:
    path: Path = ()
    entered = True
    for size, part in enumerate(location, start=1):
        if entered and _is_tag(part, data):
            entered = False
            continue
        key = _written(part, data)
        if key is not None:
            path, data, entered = (*path, key), _step(data, key), True
        elif size == len(location) and not _is_form(part):
            return (*path, written_key(str(part)))
    return path


def _is_tag(part: str | int, data: object) -> bool:
    return isinstance(data, dict) and isinstance(part, str) and data.get("kind") == part


def _is_form(part: str | int) -> bool:
    return str(part).startswith((NAME_FORM, RULE_FORM)) or part == "[key]"


def _written(part: str | int, data: object) -> str | int | None:
    if isinstance(data, list):
        return part if isinstance(part, int) else None
    if not isinstance(data, dict):
        return None
    keys: list[str] = list(data)
    return keys[part] if isinstance(part, int) else _either(part, keys)


def _either(part: str, keys: list[str]) -> str | None:
    return next((key for key in (part, written_key(part)) if key in keys), None)


def _step(data: object, key: str | int) -> object:
    return data[key] if isinstance(data, (dict, list)) else None  # type: ignore[index]
