"""Whether the instants of an arrival can be, and whether by what counts it is late."""

from datetime import datetime

from contracts.calls import Call, CallChannel
from contracts.intake import Arrival
from kit.days import civil_day
from kit.refusal import Refusal
from services.applications.rules.lifecycle import Standing, admitted
from services.applications.rules.refusals import InvalidForm
from services.applications.rules.windows import admission, of_line, opening_told


def check_arrival(arrival: Arrival, at: datetime) -> None:
    """Refuse `invalid-request` 422 for instants that cannot be.

    Rules: arrival-in-the-future, sent-after-arrival, postmark-after-arrival.
    """
    if arrival.arrived_at > at:
        sentence = "La data e l'ora di arrivo sono nel futuro."
        raise InvalidForm("arrival.arrived_at", "arrival-in-the-future", sentence)
    if arrival.sent_at and arrival.sent_at > arrival.arrived_at:
        sentence = "La data e l'ora di invio vengono dopo l'arrivo."
        raise InvalidForm("arrival.sent_at", "sent-after-arrival", sentence)
    if arrival.postmarked_on and arrival.postmarked_on > civil_day(arrival.arrived_at):
        sentence = "La data del timbro postale viene dopo l'arrivo."
        raise InvalidForm("arrival.postmarked_on", "postmark-after-arrival", sentence)


def offered(call: Call, kind: str) -> CallChannel | None:
    """Return the first channel of a kind that a call offers."""
    return next((each for each in call.channels if each.kind == kind), None)


def is_late(call: Call, standing: Standing, line_id: str, counted: datetime) -> bool:
    """Tell whether what counts as of an instant is late for a line.

    An act or the end of the funds closes a call for what comes after it, also when what came before
    is looked at later; a line may open later and close earlier than its call. Refuses `not-open`,
    `call-suspended` and `call-revoked`, all 409.
    """
    return _is_late(call, standing, counted) or _is_late_for(of_line(call, line_id), counted)


def _is_late(call: Call, standing: Standing, counted: datetime) -> bool:
    late = admitted(call, standing, counted)
    if late and standing.by != "window" and standing.since and counted < standing.since:
        return admission(call, counted) == "late"
    return late


def _is_late_for(line: Call, counted: datetime) -> bool:
    """Look at the window of a line of a call that is open."""
    when = admission(line, counted)
    if when == "not_open":
        raise Refusal("not-open", f"La sezione apre il {opening_told(line.opens_at)}.")
    return when == "late"
