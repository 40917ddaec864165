"""The one word that says where an application is, drawn from what is known of it.

The word depends on the set of known facts and never on the order in which they came, so that a
read model built again, or overtaken by a faster stream, says the same.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, Protocol
from uuid import UUID

State = Literal[
    "registered",
    "to_decide",
    "granted",
    "waitlisted",
    "awarded",
    "refused",
    "not_funded",
    "withdrawn",
    "call_revoked",
]
OPEN: frozenset[str] = frozenset({"registered", "to_decide"})
ENDS: Mapping[str, State] = MappingProxyType(
    {
        "awarded": "awarded",
        "refused": "refused",
        "not_funded": "not_funded",
        "withdrawn": "withdrawn",
        "call_revoked": "call_revoked",
    }
)
LETTER_ORDER = ("queued", "unresolved", "failed", "accepted")


class Known(Protocol):
    """What the state is drawn from."""

    final: str
    stopped: str
    decision: str
    waitlisted: bool
    checked: int
    award_id: UUID | None


def state_of(row: Known) -> State:
    """Return the state of a registered application."""
    ended = row.final or row.stopped or (row.decision if row.decision == "refused" else "")
    if ended:
        return ENDS[ended]
    if row.waitlisted and row.award_id is None:
        return "waitlisted"
    if row.decision == "granted":
        return "granted"
    return "to_decide" if row.checked else "registered"


def due_on(state: State, review_due_on: date | None) -> date:
    """Return the term that still runs; the last day of the calendar when none does."""
    return review_due_on if review_due_on and state in OPEN else date.max


def up_to(order: tuple[str, ...], word: str) -> list[str]:
    """Return the words over which a told one prevails: those before it in its order, and itself."""
    return list(order[: order.index(word) + 1])
