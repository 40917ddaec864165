"""Whether a municipality lies in the territory of a published version, or of a line of it."""

from collections.abc import Sequence
from dataclasses import replace

from contracts.calls import LineDraft
from services.applications.rules.facts import Declared

EVERYWHERE = "italia"
PROVINCE_DIGITS = 3


def holds(territory: Sequence[str], municipality: str) -> bool:
    """Tell whether a territory holds a municipality, by ISTAT code; provinces are taken whole."""
    return not {municipality, municipality[:PROVINCE_DIGITS], EVERYWHERE}.isdisjoint(territory)


def of_line(line: LineDraft, territory: Sequence[str]) -> Sequence[str]:
    """Return the territory of a line: its own, or that of its version."""
    return line.territory or territory


def within(line: LineDraft, declared: Declared) -> Declared:
    """Return what an application declares in the territory of a line.

    `declared` is in that of the version, which holds when the line has none of its own.
    """
    if not line.territory:
        return declared
    inside = holds(line.territory, declared.municipality)
    return replace(declared, territory=line.territory, in_territory=inside)
