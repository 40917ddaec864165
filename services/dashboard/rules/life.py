"""The life of a call as a line of stages, each with who, when and by which act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

STAGES = MappingProxyType(
    {
        "draft": "Bozza",
        "checked": "Controllato",
        "approved": "Approvato",
        "published": "Pubblicato",
        "open": "Aperto",
        "suspended": "Sospeso",
        "closed": "Chiuso",
        "revoked": "Revocato",
    }
)
USUAL = ("draft", "checked", "approved", "published", "open", "closed")
BEFORE = ("draft", "checked", "approved", "published")
STOPPED = frozenset({"suspended", "revoked"})


@dataclass(frozen=True)
class Moment:
    """When a stage was reached, by whom and by which act; `who` may be what made it happen."""

    at: datetime
    who: str = ""
    act: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage: `kind` is done, now, now stopped, or empty when still to come."""

    label: str
    kind: str
    moment: Moment | None


def life(state: str, moments: Mapping[str, Moment]) -> Sequence[Stage]:
    """Return the stages of a call that stands in a state, with the moments that are known.

    A draft stands in the state of its first version. A call that was suspended or revoked before
    it opened never shows as open.
    """
    path = _path(state, moments)
    reached = path.index(state)
    return [
        Stage(STAGES[each], _kind(place, reached, each), _moment(place, reached, each, moments))
        for place, each in enumerate(path)
    ]


def _path(state: str, moments: Mapping[str, Moment]) -> tuple[str, ...]:
    if state not in STOPPED:
        return USUAL
    passed = [each for each in ("open", "closed") if each in moments]
    if state == "revoked":
        return (*BEFORE, *passed, "revoked")
    return (*BEFORE, *(each for each in passed if each == "open"), "suspended", "closed")


def _kind(place: int, reached: int, stage: str) -> str:
    if place > reached:
        return ""
    if place < reached:
        return "done"
    return "now stopped" if stage in STOPPED else "now"


def _moment(place: int, reached: int, stage: str, moments: Mapping[str, Moment]) -> Moment | None:
    """A stage that is to come again shows no moment of the past."""
    return moments.get(stage) if place <= reached else None
