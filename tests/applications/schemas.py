"""As much of JSON Schema 2020-12 as our forms use, so that what they say can be held to them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Schema = Any
TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
NOTES = {
    "$schema", "$id", "$comment", "$defs", "title", "description", "then", "else", "discriminator",
    "examples", "default",
}  # fmt: skip
FORMATS: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat, "uuid": lambda text: re.fullmatch(r"[0-9a-f-]{36}", text) or 1 / 0,
    "int64": lambda _: None,
}  # fmt: skip


def accepts(schema: Schema, value: Any, root: Schema = None) -> bool:
    """Tell whether a value is valid; a keyword that is not known here is an error."""
    if isinstance(schema, bool):
        return schema
    root = schema if root is None else root
    told = {key: each for key, each in schema.items() if key not in NOTES and key[:2] != "x-"}
    return all(KEYWORDS[key](each, value, schema, root) for key, each in told.items())


def _properties(of: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    there = value if isinstance(value, dict) else {}
    return all(accepts(each, there[name], root) for name, each in of.items() if name in there)


def _no_others(of: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    known = schema.get("properties", {})
    return not isinstance(value, dict) or all(name in known for name in value)


def _if(of: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    branch = "then" if accepts(of, value, root) else "else"
    return accepts(schema.get(branch, True), value, root)


def _ref(of: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    return accepts(root["$defs"][of.rpartition("/")[2]], value, root)


def _format(of: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    try:
        FORMATS[of](value)
    except (ValueError, ArithmeticError):
        return False
    return True


def _same(one: Any, two: Any) -> bool:
    return one == two and type(one) is type(two)


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


KEYWORDS: Mapping[str, Callable[[Any, Any, Schema, Schema], bool]] = {
    "type": lambda of, value, *_: TYPES[of](value),
    "const": lambda of, value, *_: _same(of, value),
    "enum": lambda of, value, *_: any(_same(each, value) for each in of),
    "required": lambda of, value, *_: (
        not isinstance(value, dict) or all(name in value for name in of)
    ),
    "properties": _properties,
    "additionalProperties": _no_others,
    "items": lambda of, value, _, root: (
        not isinstance(value, list) or all(accepts(of, each, root) for each in value)
    ),
    "contains": lambda of, value, _, root: (
        not isinstance(value, list) or any(accepts(of, each, root) for each in value)
    ),
    "minItems": lambda of, value, *_: not isinstance(value, list) or len(value) >= of,
    "maxItems": lambda of, value, *_: not isinstance(value, list) or len(value) <= of,
    "minLength": lambda of, value, *_: not isinstance(value, str) or len(value) >= of,
    "maxLength": lambda of, value, *_: not isinstance(value, str) or len(value) <= of,
    "pattern": lambda of, value, *_: not isinstance(value, str) or re.search(of, value) is not None,
    "minimum": lambda of, value, *_: not _number(value) or value >= of,
    "maximum": lambda of, value, *_: not _number(value) or value <= of,
    "exclusiveMinimum": lambda of, value, *_: not _number(value) or value > of,
    "exclusiveMaximum": lambda of, value, *_: not _number(value) or value < of,
    "format": _format,
    "allOf": lambda of, value, _, root: all(accepts(each, value, root) for each in of),
    "oneOf": lambda of, value, _, root: sum(accepts(each, value, root) for each in of) == 1,
    "not": lambda of, value, _, root: not accepts(of, value, root),
    "if": _if,
    "$ref": _ref,
}
