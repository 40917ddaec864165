"""A recovery in parts: what is overdue of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kit.refusal import Refusal


@dataclass(frozen=True)
class Part:
    """A part of what must be given back; on its day it is still in time."""

    due_on: date
    cents: int


def sound_parts(parts: Sequence[Part], today: date) -> None:
    """Refuse parts that are not in the order of their days (`parts-out-of-order`), or one whose
    day is gone (`day-gone`), both 422."""
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(parts)):
        raise Refusal("parts-out-of-order", "Le rate vanno in ordine di scadenza.", 422)
    if parts[0].due_on < today:
        raise Refusal("day-gone", "La prima scadenza è passata.", 422)


def overdue(parts: Sequence[Part], returned_cents: int, today: date) -> int:
    """Return how many cents are past their day; what came back covers the oldest first."""
    due = sum(part.cents for part in parts if part.due_on < today)
    return max(0, due - returned_cents)
