"""Who is served next in a budget line: register order, and nobody overtakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Turn:
    """One application at its place of the line; one that was released needs nothing."""

    application_id: UUID
    place: int
    amount_cents: int
    released: bool = False


@dataclass(frozen=True)
class Service:
    """What becomes of those whose turn came, and the place that comes next."""

    reserved: list[Turn]
    waiting: list[Turn]
    next_place: int


def scroll(waiting: Sequence[Turn], available_cents: int) -> list[Turn]:
    """Return those that wait, in order, up to the first that the money cannot serve."""
    served = []
    for turn in waiting:
        if turn.amount_cents > available_cents:
            break
        available_cents -= turn.amount_cents
        served.append(turn)
    return served


def admit(
    arrived: Sequence[Turn], next_place: int, available_cents: int, *, somebody_waits: bool
) -> Service:
    """Serve the places that follow without a gap; behind one that waits everybody waits."""
    turns = []
    for turn in arrived:
        if turn.place != next_place:
            break
        next_place += 1
        if not turn.released:
            turns.append(turn)
    reserved = [] if somebody_waits else scroll(turns, available_cents)
    return Service(reserved, turns[len(reserved) :], next_place)
