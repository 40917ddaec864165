"""Whether a call takes applications at an instant."""

from datetime import datetime, timedelta
from typing import Literal

from contracts.programmes import Call

Admission = Literal["not_open", "in_time", "late"]


def admission(call: Call, at: datetime) -> Admission:
    """Say whether an application at an instant is too early, in time or late.

    The opening instant is in time, and so is the whole closing second; a call that names no
    closing instant is never late: it ends with its funds.
    """
    if at < call.opens_at:
        return "not_open"
    closed = call.closes_at is not None and at.replace(microsecond=0) > call.closes_at
    return "late" if closed else "in_time"


def list_until(call: Call, registered_at: datetime) -> datetime | None:
    """Return until when an application without money stays in the list; None with the call."""
    return registered_at + timedelta(days=call.list_days) if call.list_days else None
