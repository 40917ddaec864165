"""The one state machine of a call: what officials may do with it, and what its window does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from contracts.applications.calls import CallState
from contracts.calls import Call
from contracts.publishing import CallStep, VersionState
from kit.refusal import Refusal
from services.applications.rules.succession import refunded
from services.applications.rules.windows import admission, opening_told

Life = CallState | Literal["draft"]
Mover = Literal["window", "funds", "act"]
Allowed = tuple[CallStep, int]

VERSION_STEPS: Mapping[str, CallStep] = {
    "draft": "check",
    "checked": "approve",
    "approved": "publish",
}
AFTER_VERSION_STEP: Mapping[CallStep, VersionState] = {
    "check": "checked",
    "approve": "approved",
    "publish": "published",
}
CALL_STEPS: Mapping[Life, tuple[CallStep, ...]] = {
    "draft": (),
    "published": ("suspend", "revoke"),
    "open": ("suspend", "close", "revoke"),
    "suspended": ("resume", "close", "revoke"),
    "closed": ("revoke",),
    "revoked": (),
}
AFTER_CALL_STEP: Mapping[CallStep, CallState] = {
    "suspend": "suspended",
    "close": "closed",
    "revoke": "revoked",
}
EXTENSIONS = ("extension", "extension_with_supplement")
VERBS: Mapping[CallStep, str] = {
    "check": "controllare",
    "approve": "approvare",
    "publish": "pubblicare",
    "suspend": "sospendere",
    "resume": "riprendere",
    "close": "chiudere",
    "revoke": "revocare",
}


@dataclass(frozen=True)
class Standing:
    """Where a call is: its state, what moved it there and when, the version in force.

    `exhausted` are the lines whose own money is all spoken for.
    """

    state: Life
    by: Mover = "act"
    since: datetime | None = None
    version: int | None = None
    exhausted: frozenset[str] = frozenset()


def allowed(standing: Standing, versions: Mapping[int, str]) -> tuple[Allowed, ...]:
    """Return the steps that may be taken now, each with its version, versions first.

    A version is checked, approved and published in this order, after the version before it; the
    steps of the call are about the version in force.
    """
    if standing.state == "revoked":
        return ()
    of_versions = (
        (VERSION_STEPS[state], version)
        for version, state in sorted(versions.items())
        if state in VERSION_STEPS
    )
    next_one = (standing.version or 0) + 1
    steps = [each for each in of_versions if each[0] != "publish" or each[1] == next_one]
    return (*steps, *((step, next_one - 1) for step in CALL_STEPS[standing.state]))


def check_step(
    standing: Standing, versions: Mapping[int, str], step: CallStep, version: int
) -> None:
    """Refuse what may not be done now.

    `unknown-version` 404, `predecessor-unpublished` 409, and `step-not-allowed` 409, which names
    what may be done.
    """
    if version not in versions:
        raise Refusal("unknown-version", "Il bando non ha questa versione.", 404)
    steps = allowed(standing, versions)
    if (step, version) in steps:
        return
    before = (standing.version or 0) + 1
    if step == "publish" and version > before:
        raise Refusal("predecessor-unpublished", f"Prima va pubblicata la versione {before}.")
    raise Refusal("step-not-allowed", f"{_told(step, version)} {_possible(steps)}")


def _told(step: CallStep, version: int) -> str:
    return f"Ora non si può {VERBS[step]} la versione {version} del bando."


def _possible(steps: tuple[Allowed, ...]) -> str:
    if not steps:
        return "Non resta altro da fare."
    return f"Si può: {', '.join(f'{VERBS[step]} la versione {v}' for step, v in steps)}."


def moved(standing: Standing, call: Call, step: CallStep, at: datetime) -> Standing:
    """Return where a call is after an act that suspends, resumes, closes or revokes it."""
    if step == "resume":
        return due(replace(standing, state="published", by="act", since=at), call, at)
    return replace(standing, state=AFTER_CALL_STEP[step], by="act", since=at)


def due(standing: Standing, call: Call, at: datetime) -> Standing:
    """Return where the window and the funds put a call at an instant.

    An act that suspended, closed or revoked it holds. A call that its window or its funds closed
    opens again when a later version moves the window or adds money. `call` is the version in force.
    """
    if standing.state in ("draft", "suspended", "revoked") or _closed_by_act(standing):
        return standing
    state, by = _placed(standing, call, at)
    return standing if state == standing.state else replace(standing, state=state, by=by, since=at)


def renewed(standing: Standing, before: Call, after: Call, at: datetime) -> Standing:
    """Return where a call is when a later version comes into force.

    Lines that get more money are no longer exhausted; an extension lifts an early closing.
    """
    now = replace(
        standing, version=after.version, exhausted=standing.exhausted - refunded(before, after)
    )
    extends = after.act is not None and after.act.kind in EXTENSIONS
    return due(replace(now, by="window") if extends and _closed_by_act(now) else now, after, at)


def _closed_by_act(standing: Standing) -> bool:
    return standing.state == "closed" and standing.by == "act"


def _placed(standing: Standing, call: Call, at: datetime) -> tuple[CallState, Mover]:
    if is_spent(standing.exhausted, call):
        return "closed", "funds"
    when = admission(call, at)
    if when == "in_time":
        return "open", "window"
    return ("published" if when == "not_open" else "closed"), "window"


def is_spent(exhausted: frozenset[str], call: Call) -> bool:
    """Tell whether a call that ends with its funds has ended: no budget has money left."""
    return call.ends_with_funds and exhausted.issuperset(line.id for line in call.funds)


def wake_at(standing: Standing, call: Call) -> datetime | None:
    """Return when a call moves by itself: its first instant, or the first one after its last.

    The whole closing second is in time. None when only an act or its funds can move it.
    """
    if standing.state == "published":
        return call.opens_at
    if standing.state == "open" and call.closes_at:
        return call.closes_at.replace(microsecond=0) + timedelta(seconds=1)
    return None


def closing(standing: Standing, call: Call) -> datetime | None:
    """Return when a call closes, or when it did; None when it ends with its funds only."""
    ended = standing.state == "revoked" or (standing.state == "closed" and standing.by != "window")
    return standing.since if ended else call.closes_at


def admitted(call: Call, standing: Standing, at: datetime) -> bool:
    """Tell whether what arrives at an instant is late; what comes after the end is registered.

    Refuses `not-open` before the window, `call-suspended` and `call-revoked`, all 409.
    """
    state = due(standing, call, at).state
    if state == "suspended":
        raise Refusal("call-suspended", "Il bando è sospeso: per ora non si presentano domande.")
    if state == "revoked":
        raise Refusal("call-revoked", "Il bando è stato revocato: non si presentano domande.")
    if state == "published":
        raise Refusal("not-open", f"Il bando apre il {opening_told(call.opens_at)}.")
    return state == "closed"
