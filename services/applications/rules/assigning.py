"""Who reads an application: those who may, the one with the least work first."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from contracts.assessment import AssignBy


@dataclass(frozen=True)
class Reader:
    """Somebody who is appointed to review, and how many applications wait for them.

    No line or no municipality means that they read of all of them.
    """

    reviewer: str
    lines: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    load: int = 0


def may_read(reader: Reader, by: AssignBy, line: str, municipality: str) -> bool:
    """Tell whether an application is one of those that somebody is appointed for."""
    if by == "line":
        return not reader.lines or line in reader.lines
    if by == "district":
        return not reader.municipalities or municipality in reader.municipalities
    return True


def chosen(readers: Iterable[Reader], excluded: Container[str], wanted: int) -> tuple[str, ...]:
    """Choose who reads an application among those who may: who has least to read comes first.

    The same readers give the same choice in whatever order they come. `excluded` are in conflict,
    read it already, or gave it up; there may be fewer than are wanted.
    """
    free = [each for each in readers if each.reviewer not in excluded]
    ordered = sorted(free, key=lambda each: (each.load, each.reviewer))
    return tuple(each.reviewer for each in ordered[: max(wanted, 0)])
