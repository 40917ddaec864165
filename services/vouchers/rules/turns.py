"""Who is served next in a budget line: register order, and nobody overtakes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Held = Literal["queued", "reserved", "waiting"]


@dataclass(frozen=True)
class Turn:
    """One application at its place of the line; one that was released needs nothing.

    `round` counts how often it stands for money, `ranked` says that a list gave it its place.
    """

    application_id: UUID
    place: int
    amount_cents: int
    released: bool = False
    round: int = 1
    ranked: bool = False


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
    """Serve the places that follow without a gap; behind one that waits everybody waits.

    Who asks for nothing overtakes nobody, and never waits.
    """
    turns = []
    for turn in arrived:
        if turn.place != next_place:
            break
        next_place += 1
        if not turn.released:
            turns.append(turn)
    asking = [turn for turn in turns if turn.amount_cents]
    served = {turn.place for turn in ([] if somebody_waits else scroll(asking, available_cents))}
    reserved = [turn for turn in turns if turn.place in served or not turn.amount_cents]
    waiting = [turn for turn in asking if turn.place not in served]
    return Service(reserved, waiting, next_place)


@dataclass(frozen=True)
class Resize:
    """An application that holds or awaits another amount than it now asks for."""

    state: Held
    before_cents: int
    after_cents: int
    available_cents: int
    somebody_before_waits: bool


def resized(resize: Resize) -> Held:
    """Return the state of an application under its new amount.

    What its line can add is added, unless somebody before it waits: then it waits too, with
    nothing set aside. Who waited stays where it is until the line is served; who asks for nothing
    needs not wait.
    """
    if resize.state == "queued":
        return "queued"
    if not resize.after_cents:
        return "reserved"
    if resize.state == "waiting":
        return "waiting"
    more = resize.after_cents - resize.before_cents
    may_grow = more <= resize.available_cents and not resize.somebody_before_waits
    return "reserved" if more <= 0 or may_grow else "waiting"
