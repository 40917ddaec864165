"""Whether an expression can be asked: data that exist, kinds that fit, values that are choices.

The CEL library knows no types, so an expression is run on a few samples: what cannot be compared
shows there.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal

from programmes.data import KINDS, Datum
from programmes.expressions import (
    STRINGS,
    bound,
    broken,
    compiled,
    in_cents,
    paths,
    placeholders,
    strangers,
)
from programmes.scope import Scope

Wanted = Literal["boolean", "integer"]

NO_DATUM = "l'espressione CEL legge un dato che nessuna domanda fornisce: "
LITERAL = rf"{STRINGS.pattern}|-?[0-9]+\b|\btrue\b|\bfalse\b"
NAME = r"[a-z_]\w*(?:\.\w+)*"
SIGN = r"\s*(?:[=!]=|[<>]=?)\s*"
COMPARED = re.compile(rf"(?<![\w.'\"])(?P<path>{NAME}){SIGN}(?P<value>{LITERAL})")
TURNED = re.compile(rf"(?P<value>{LITERAL}){SIGN}(?P<path>{NAME})(?!\s*[\w(])")
LISTED = re.compile(rf"(?<![\w.'\"])(?P<path>{NAME})\s+in\s+\[(?P<values>[^\]]*)\]")
EACH = re.compile(LITERAL)
LITERALS = {"true": "boolean", "false": "boolean"}
FAILURES: dict[type[Exception], str] = {
    TypeError: "l'espressione CEL mette insieme dati di tipo diverso",
    LookupError: "l'espressione CEL legge un dato che non c'è",
}


def problem(source: str, scope: Scope, wanted: Wanted = "boolean") -> str | None:
    """Say in Italian why an expression cannot be asked here, or None when it can."""
    reason = broken(source) or _unknown(source, scope)
    if reason:
        return reason
    if not paths(source):
        return "l'espressione CEL non legge nessun dato"
    return next(_wrong_values(source, scope), None) or _unfit(source, scope, wanted)


def unknown_quote(sentence: str, scope: Scope) -> str | None:
    """Return the first datum that a sentence quotes and nobody provides."""
    return next((path for path in placeholders(sentence) if _quoted(path, scope) is None), None)


def _quoted(path: str, scope: Scope) -> Datum | None:
    datum = scope.path(path)
    return datum if datum and datum.fields is None else None


def _unknown(source: str, scope: Scope) -> str | None:
    for stranger in strangers(source):
        return f"{NO_DATUM}«{stranger}»"
    for path in paths(source):
        if scope.path(path) is None:
            return _missing(path, scope)
    return _unknown_field(source, scope)


def _missing(path: str, scope: Scope) -> str:
    if path.startswith("item") and not scope.in_group:
        return "«item» si legge solo dentro un gruppo o in una regola «each»"
    near = get_close_matches(path, scope.paths, n=1)
    return f"{NO_DATUM}«{path}»" + (f"; forse «{near[0]}»" if near else "")


def _unknown_field(source: str, scope: Scope) -> str | None:
    """Look at what is read of the items that a macro goes through."""
    for name, path in bound(source).items():
        group = scope.path(path)
        if group is None or group.fields is None:
            continue
        for field in re.findall(rf"(?<![\w.]){name}\s*\.\s*(\w+)", STRINGS.sub("''", source)):
            datum = group.fields.get(field)
            if datum is None:
                return f"{NO_DATUM}«{name}.{field}»"
            scope.note(f"{group.question}.{datum.question}")
    return None


def _wrong_values(source: str, scope: Scope) -> Iterator[str]:
    known = _with_items(source, scope)
    for path, literal in _comparisons(source):
        datum = known.get(path)
        if datum and (reason := _misfit(path, datum, literal)):
            yield reason


def _with_items(source: str, scope: Scope) -> Mapping[str, Datum]:
    known = dict(scope.paths)
    for name, path in bound(source).items():
        group = scope.paths.get(path)
        fields = group.fields if group and group.fields else {}
        known |= {f"{name}.{field}": datum for field, datum in fields.items()}
    return known


def _comparisons(source: str) -> Iterator[tuple[str, str]]:
    source = in_cents(source)
    for pattern in (COMPARED, TURNED):
        for found in pattern.finditer(source):
            yield found["path"], found["value"]
    for found in LISTED.finditer(source):
        for value in EACH.findall(found["values"]):
            yield found["path"], value


def _misfit(path: str, datum: Datum, literal: str) -> str | None:
    text = literal[0] in "'\""
    value = literal[1:-1] if text else literal
    if _written_as(datum) != ("text" if text else LITERALS.get(literal, "number")):
        return f"«{path}» è {KINDS[datum.kind]} e non si confronta con «{value}»"
    if datum.kind == "choice" and value not in datum.values:
        return f"il valore «{value}» non è tra le scelte di «{path.rsplit('.', maxsplit=1)[-1]}»"
    if datum.kind == "date" and not _is_day(value):
        return f"«{path}» è una data: si confronta con un giorno come '2015-12-09'"
    return None


def _written_as(datum: Datum) -> str:
    if datum.kind in ("integer", "money"):
        return "number"
    return "boolean" if datum.kind == "boolean" else "text"


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _unfit(source: str, scope: Scope, wanted: Wanted) -> str | None:
    results = [_result(source, sample) for sample in scope.samples]
    for error, reason in FAILURES.items():
        if any(isinstance(result, error) for result in results):
            return reason
    given = [result for result in results if not isinstance(result, Exception)]
    if not given:
        return "l'espressione CEL non si può calcolare"
    kind = bool if wanted == "boolean" else int
    fits = all(type(result) is kind for result in given)
    return None if fits else f"l'espressione CEL deve dare {KINDS[wanted]}"


def _result(source: str, sample: dict[str, Any]) -> object:
    try:
        return compiled(source).execute(sample)
    except (LookupError, TypeError, ValueError, RuntimeError, ArithmeticError) as error:
        return error
