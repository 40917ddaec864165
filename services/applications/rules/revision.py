"""What who applied may still do with an application: amend it, add to it, withdraw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.applications.filing import Wait
from contracts.calls import Call
from kit.refusal import Refusal
from services.applications.rules.employer import WORDS as WAITING
from services.applications.rules.lifecycle import Standing, admitted, closing
from services.applications.rules.states import STOPS, UNDECIDED, WORDS, State

WITHDRAWABLE: tuple[State, ...] = (*UNDECIDED, "waitlisted")
STOPPED = {
    "withdrawn": "La domanda è stata ritirata: non si può più modificare.",
    "call_revoked": "Il bando è stato revocato: la domanda non si può più modificare.",
}


@dataclass(frozen=True)
class Filed:
    """An application as who filed it finds it; `filed_version` is the version of its first form."""

    state: State
    stopped: str
    filed_version: int
    call_version: int


@dataclass(frozen=True)
class Chance:
    """How an application may be amended now, the version that it is judged by then, and until when.

    None is as long as the call is open.
    """

    by: Literal["amendment", "supplement", "integration"]
    version: int
    until: datetime | None


@dataclass(frozen=True)
class Moment:
    """A published call at an instant: its version in force as the line sees it, where it is, its
    versions in order."""

    call: Call
    standing: Standing
    versions: Sequence[Call]
    at: datetime


def chance(filed: Filed, moment: Moment) -> Chance:
    """Return how an application may be amended at a moment.

    By an amendment until the call closes, by a supplement until the term of a version that was made
    after it was filed and admits it; both before a decision. Refuses `too-late-to-amend` 409, and
    `call-suspended` or `call-revoked` 409 as intake does.
    """
    if filed.stopped:
        raise Refusal("too-late-to-amend", STOPPED[filed.stopped])
    if filed.state not in UNDECIDED:
        sentence = "La domanda è già stata decisa: non si può più modificare."
        raise Refusal("too-late-to-amend", sentence)
    late = admitted(moment.call, moment.standing, moment.at)
    if found := _supplement(filed, moment, late=late):
        return found
    if late:
        sentence = "Il bando è chiuso: la domanda non si può più modificare."
        raise Refusal("too-late-to-amend", sentence)
    return Chance("amendment", filed.call_version, closing(moment.standing, moment.call))


def _supplement(filed: Filed, moment: Moment, *, late: bool) -> Chance | None:
    """Return the last supplement that an application may still have."""
    for call in reversed(moment.versions):
        until = call.act.supplement_until if call.act else None
        if until and call.version > filed.filed_version and moment.at <= until:
            ends = until if late else _later(until, closing(moment.standing, moment.call))
            return Chance("supplement", max(call.version, filed.call_version), ends)
    return None


def _later(one: datetime, other: datetime | None) -> datetime | None:
    return None if other is None else max(one, other)


def check_withdrawable(state: State, stopped: str) -> None:
    """Refuse `too-late-to-withdraw` (409) once an application was decided, or goes no further.

    One that is granted and waits for money may be withdrawn; one that is being awarded may not.
    """
    if stopped or state in STOPS:
        sentence = "La domanda è già stata ritirata, o il suo bando revocato."
        raise Refusal("too-late-to-withdraw", sentence)
    if state not in WITHDRAWABLE:
        sentence = f"La domanda è già {WORDS[state]}: non si può più ritirare."
        raise Refusal("too-late-to-withdraw", sentence)


def words(state: State, stopped: str, waits_for: Wait = "") -> str:
    """Tell where an application is in words that who filed it reads."""
    waited = waits(state, stopped, waits_for)
    told = WAITING[waited] if waited else WORDS[state]
    return next((WORDS[stop] for stop in STOPS if stop == stopped), told)


def waits(state: str, stopped: str, waits_for: str) -> Wait:
    """Return what an application waits for; one that is decided or goes no further has no wait."""
    if stopped or state != "under_review":
        return ""
    return next((wait for wait in WAITING if wait == waits_for), "")
