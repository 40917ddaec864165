"""Requirements are written in CEL: which data an expression reads, and whether it can be run."""

import re
from collections.abc import Set as AbstractSet
from functools import cache

import cel

ROOTS = ("applicant", "answers", "network", "territory")
APPLICANT_FACTS = frozenset(
    {"applicant.kind", "applicant.municipality", "network.member", "territory"}
)
OPERATORS = frozenset(
    {"!_", "@in", "@not_strictly_false", "_&&_", "_||_", "_==_", "_!=_", "_<_", "_<=_", "_>_"}
    | {"_>=_", "_?_:_", "_+_", "_-_", "_*_", "_/_", "_%_", "-_"}
    | {"size", "startsWith", "endsWith", "contains", "matches", "int", "string"}
)
STRINGS = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
CHAIN = re.compile(rf"(?<![\w.])((?:{'|'.join(ROOTS)})(?:\s*\.\s*\w+)*)(\s*\()?")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@cache
def compiled(source: str) -> cel.Program:
    """Compile an expression once; a broken one raises ValueError."""
    return cel.compile(source)


@cache
def paths(source: str) -> tuple[str, ...]:
    """Return the data that an expression reads, `answers.employees`, in order of appearance."""
    chains = CHAIN.finditer(STRINGS.sub("''", source))
    return tuple(dict.fromkeys(_path(chain[1], called=chain[2] is not None) for chain in chains))


def placeholders(sentence: str) -> tuple[str, ...]:
    """Return the data that a sentence quotes between braces."""
    return tuple(PLACEHOLDER.findall(sentence))


def problem(source: str, known: AbstractSet[str]) -> str | None:
    """Say in Italian why an expression cannot be a requirement, or None when it can.

    `known` are the paths that the form and the house provide.
    """
    try:
        references = compiled(source).references()
    except ValueError:
        return "l'espressione CEL non si compila"
    unknown_functions = sorted(set(references["functions"]) - OPERATORS)
    if unknown_functions:
        return f"l'espressione CEL usa una funzione non ammessa: «{unknown_functions[0]}»"
    return _unknown_datum(source, set(references["variables"]), known)


def _unknown_datum(source: str, variables: set[str], known: AbstractSet[str]) -> str | None:
    strangers = sorted(variables - set(ROOTS) - _bound(source))
    unknown = [*strangers, *(path for path in paths(source) if path not in known)]
    if unknown:
        return f"l'espressione CEL legge un dato che nessuna domanda fornisce: «{unknown[0]}»"
    return None if paths(source) else "l'espressione CEL non legge nessun dato"


def _bound(source: str) -> set[str]:
    return set(re.findall(r"\.(?:all|exists|exists_one|filter|map)\(\s*(\w+)\s*,", source))


def _path(chain: str, *, called: bool) -> str:
    parts = re.sub(r"\s", "", chain).split(".")
    return ".".join(parts[:-1] if called else parts)
