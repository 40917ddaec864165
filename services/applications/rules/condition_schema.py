"""A CEL condition as JSON Schema, where it compares one answer with constants."""

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from programmes.expressions import in_cents

Schema = dict[str, Any]

CONSTANT = r"""'[^'"\\]*'|"[^'"\\]*"|-?[0-9]+|true|false"""
NAME = r"(?P<not>!\s*)?(?P<root>answers|item)\.(?P<name>[a-z][a-z0-9_]*)"
COMPARED = rf"(?:\s*(?P<sign>==|!=|<=|>=|<|>)\s*(?P<one>{CONSTANT}))?"
LISTED = rf"\s+in\s+\[\s*(?P<many>(?:{CONSTANT})(?:\s*,\s*(?:{CONSTANT}))*)\s*\]"
SIMPLE = re.compile(rf"\s*{NAME}(?:{LISTED}|{COMPARED})\s*")
COMPARISONS: dict[str, Callable[[Any], Schema]] = {
    "==": lambda value: {"const": value},
    "!=": lambda value: {"not": {"const": value}},
    "<=": lambda value: {"maximum": value},
    ">=": lambda value: {"minimum": value},
    "<": lambda value: {"exclusiveMaximum": value},
    ">": lambda value: {"exclusiveMinimum": value},
}


def as_schema(cel: str, root: str, names: Collection[str]) -> Schema | None:
    """Return a schema that the answers of a scope meet exactly when a condition is true of them.

    `root` is `answers` or `item`, `names` are the questions of that scope. None when the condition
    is anything but a comparison of one of them with constants.
    """
    found = SIMPLE.fullmatch(in_cents(cel))
    if found is None or found["root"] != root or found["name"] not in names:
        return None
    value = _of_value(found)
    return value and {"properties": {found["name"]: value}, "required": [found["name"]]}


def _of_value(found: re.Match[str]) -> Schema | None:
    if found["many"]:
        return {"enum": [_constant(each) for each in re.findall(CONSTANT, found["many"])]}
    if found["sign"]:
        compared = COMPARISONS[found["sign"]](_constant(found["one"]))
        return None if found["not"] else compared
    return {"const": found["not"] is None}


def _constant(written: str) -> Any:
    return written[1:-1] if written[0] in "'\"" else json.loads(written)
