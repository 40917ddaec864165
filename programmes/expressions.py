"""Requirements are written in CEL: which data an expression reads, and whether it can be run."""

import re
from functools import cache

import cel

ROOTS = (
    *("applicant", "answers", "network", "employer", "territory", "filing", "computed", "earlier"),
    "item",
)
OPERATORS = frozenset(
    {"!_", "@in", "@not_strictly_false", "_&&_", "_||_", "_==_", "_!=_", "_<_", "_<=_", "_>_"}
    | {"_>=_", "_?_:_", "_+_", "_-_", "_*_", "_/_", "_%_", "-_"}
    | {"size", "startsWith", "endsWith", "contains", "matches", "int", "string"}
)
STRINGS = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
EURO_OR_STRING = re.compile(
    rf"(?P<text>{STRINGS.pattern})|\beur\(\s*['\"](?P<euro>[0-9]+)\.(?P<cents>[0-9]{{2}})['\"]\s*\)"
)
MISSHAPEN_EURO = re.compile(r"\beur\s*\(")
BOUND = re.compile(
    r"(?P<list>[\w.]*)\s*\.\s*(?:all|exists|exists_one|filter|map)\s*\(\s*(?P<name>\w+)\s*,"
)
CHAIN = re.compile(rf"(?<![\w.])((?:{'|'.join(ROOTS)})(?:\s*\.\s*\w+)*)(\s*\()?")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@cache
def compiled(source: str) -> cel.Program:
    """Compile an expression once, `eur('12.50')` as cents; a broken one raises ValueError."""
    return cel.compile(in_cents(source))


def in_cents(source: str) -> str:
    """Write the amounts of an expression as cents: `eur('25000.00')` is 2500000."""
    return EURO_OR_STRING.sub(_cents, source)


def _cents(found: re.Match[str]) -> str:
    return found["text"] or f"{int(found['euro'])}{found['cents']}".lstrip("0") or "0"


@cache
def paths(source: str) -> tuple[str, ...]:
    """Return the data that an expression reads, `answers.employees`, in order of appearance."""
    chains = CHAIN.finditer(STRINGS.sub("''", source))
    return tuple(dict.fromkeys(_path(chain[1], called=chain[2] is not None) for chain in chains))


def placeholders(sentence: str) -> tuple[str, ...]:
    """Return the data that a sentence quotes between braces."""
    return tuple(PLACEHOLDER.findall(sentence))


def broken(source: str) -> str | None:
    """Say in Italian why an expression cannot be compiled or run, or None when it can."""
    if MISSHAPEN_EURO.search(EURO_OR_STRING.sub("", source)):
        return "un importo nell'espressione CEL si scrive eur('1200.00'), con due decimali"
    try:
        functions = compiled(source).references()["functions"]
    except ValueError:
        return "l'espressione CEL non si compila"
    strangers = sorted(set(functions) - OPERATORS)
    return (
        f"l'espressione CEL usa una funzione non ammessa: «{strangers[0]}»" if strangers else None
    )


def strangers(source: str) -> list[str]:
    """Return the names that an expression reads and that neither roots nor macros give."""
    variables = set(compiled(source).references()["variables"])
    return sorted(variables - set(ROOTS) - set(bound(source)))


def bound(source: str) -> dict[str, str]:
    """Return the names that macros give to items, each with the path of its list."""
    found = BOUND.finditer(STRINGS.sub("''", source))
    return {each["name"]: re.sub(r"\s", "", each["list"]) for each in found}


def _path(chain: str, *, called: bool) -> str:
    parts = re.sub(r"\s", "", chain).split(".")
    return ".".join(parts[:-1] if called else parts)
