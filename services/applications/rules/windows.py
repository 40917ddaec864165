"""Whether a call takes applications at an instant, and which instant decides."""

from datetime import date, datetime, time, timedelta
from typing import Literal, TypeVar

from contracts.calls import CallChannel, CallDraft
from kit.days import ROME, civil_day

Admission = Literal["not_open", "in_time", "late"]
CLOSING_SECOND = timedelta(seconds=1) - timedelta.resolution
AnyCall = TypeVar("AnyCall", bound=CallDraft)


def of_line(call: AnyCall, line_id: str) -> AnyCall:
    """Return a call as one of its lines sees it: with the line's own window, when it has one."""
    opens_at, closes_at = call.window(line_id)
    if (opens_at, closes_at) == (call.opens_at, call.closes_at):
        return call
    return call.model_copy(update={"opens_at": opens_at, "closes_at": closes_at})


def admission(call: CallDraft, at: datetime) -> Admission:
    """Say whether an application at an instant is too early, in time or late.

    The opening instant is in time, and so is the whole closing second. A call that names no closing
    instant is never late: it ends with its funds; one that names no opening is not open. Whether a
    call was suspended or revoked is not looked at here.
    """
    if call.opens_at is None or at < call.opens_at:
        return "not_open"
    closed = call.closes_at is not None and at.replace(microsecond=0) > call.closes_at
    return "late" if closed else "in_time"


def counted_at(
    call: CallDraft,
    channel: str,
    arrived_at: datetime,
    sent_at: datetime | None = None,
    postmarked_on: date | None = None,
) -> datetime:
    """Return the instant by which an application is early, in time or late.

    `channel` is a kind of the call's channels, and the call says whether the sending, the arrival
    or the postmark counts; a postmark is a day, and the whole closing day is in time. What is not
    proved (no legible postmark, a channel that the call does not offer) counts as it arrived, and
    nothing counts later than that.
    """
    offered = next((each for each in call.channels if each.kind == channel), None)
    proved = _proved(call, offered, sent_at, postmarked_on)
    return arrived_at if proved is None else min(proved, arrived_at)


def opening_told(opens_at: datetime) -> str:
    """Write when something opens: `12/10/2015 alle 09:00`."""
    return f"{opens_at.astimezone(ROME):%d/%m/%Y alle %H:%M}"


def list_until(call: CallDraft, registered_at: datetime) -> datetime | None:
    """Return until when an application without money stays in the list; None with the call."""
    return registered_at + timedelta(days=call.list_days) if call.list_days else None


def _proved(
    call: CallDraft,
    channel: CallChannel | None,
    sent_at: datetime | None,
    postmarked_on: date | None,
) -> datetime | None:
    if channel is None or channel.counts == "arrival":
        return None
    if channel.counts == "sending":
        return sent_at
    return None if postmarked_on is None else _postmark(call, postmarked_on)


def _postmark(call: CallDraft, on: date) -> datetime:
    last = datetime.combine(on, time.max, ROME)
    closes_at = call.closes_at
    if closes_at is not None and civil_day(closes_at) == on:
        return min(last, closes_at + CLOSING_SECOND)
    return last
