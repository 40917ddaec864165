"""CEL asked of facts: a condition is true, false, or waits for a datum that is missing."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from programmes.expressions import compiled, paths

Facts = Mapping[str, Any]
BROKEN = (LookupError, TypeError, ValueError, RuntimeError, ArithmeticError)


def value(source: str, facts: Facts) -> object:
    """Return what an expression gives; None when a datum it needs is missing.

    Only the data that the expression reads are handed over. A computation that cannot be made
    (a division by zero, a text compared with a number) has no value either.
    """
    try:
        return compiled(source).execute(_context(source, facts))
    except BROKEN:
        return None


def holds(source: str, facts: Facts) -> bool | None:
    """Tell whether a condition is true; None when a datum it needs is missing."""
    found = value(source, facts)
    return found if isinstance(found, bool) else None


def applies(source: str | None, facts: Facts) -> bool | None:
    """Tell whether a rule concerns the case: one without a condition always does."""
    return True if source is None else holds(source, facts)


def at(facts: Facts, path: str) -> Any:
    """Return the datum of a dotted path, None when there is none."""
    found: Any = facts
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


@cache
def reads(source: str) -> tuple[str, ...]:
    """Return the data that an expression reads, in order of appearance.

    A root that is read whole (`size(answers.children)` is not, `answers["x"]` is) stands alone.
    """
    found = paths(source)
    whole = set(compiled(source).references()["variables"])
    unseen = sorted(whole - {path.split(".")[0] for path in found})
    roots = {path for path in found if "." not in path}
    return (*(path for path in found if path in roots or path.split(".")[0] not in roots), *unseen)


@cache
def _steps(source: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    split = [path.split(".") for path in reads(source)]
    return tuple((tuple(steps[:-1]), steps[-1]) for steps in split)


def _context(source: str, facts: Facts) -> dict[str, Any]:
    # To hand over a form of forty answers takes longer than to answer the question.
    context: dict[str, Any] = {}
    for parents, name in _steps(source):
        _copy(facts, parents, name, context)
    return context


def _copy(facts: Facts, parents: tuple[str, ...], name: str, context: dict[str, Any]) -> None:
    for parent in parents:
        found = facts.get(parent)
        if not isinstance(found, dict):
            name = parent
            break
        facts, context = found, context.setdefault(parent, {})
    if (found := facts.get(name)) is not None:
        context[name] = found
