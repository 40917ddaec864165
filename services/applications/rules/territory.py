"""Whether a municipality lies in the territory of a published version."""

from collections.abc import Sequence

EVERYWHERE = "italia"
PROVINCE_DIGITS = 3


def holds(territory: Sequence[str], municipality: str) -> bool:
    """Tell whether a territory holds a municipality, by ISTAT code; provinces are taken whole."""
    return not {municipality, municipality[:PROVINCE_DIGITS], EVERYWHERE}.isdisjoint(territory)
