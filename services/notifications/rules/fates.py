"""What can become of a letter, and what each hitch on its way means for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["queued", "sending", "retry", "accepted", "failed", "unknown", "dropped"]
Final = Literal["accepted", "failed", "unknown", "dropped"]
Hindrance = Literal["retry", "failed", "unknown", "dropped"]
Step = Literal["envelope", "recipient", "content"]

PATIENCE = timedelta(hours=72)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
PERMANENT = 500
CLOSING = 421


@dataclass(frozen=True)
class Fate:
    """Where an attempt left a letter; `again_at` only when it will be tried again."""

    state: Literal["retry"] | Final
    reason: str = ""
    again_at: datetime | None = None


class Hitch(Exception):
    """An attempt that did not end in an acceptance: what is certain of it, and its class."""

    def __init__(self, state: Hindrance, reason: str) -> None:
        super().__init__(state, reason)
        self.state = state
        self.reason = reason


ACCEPTED = Fate("accepted")


def answered(step: Step, code: int) -> Hitch:
    """Read a negative answer of the mail server (RFC 5321 §4.2.1).

    A permanent no to the recipient or to the content is about this letter and ends it. A no to
    the house itself (connection, greeting, sender) is the house's to mend: the letter waits.
    """
    if step == "envelope" or code == CLOSING:
        return Hitch("retry", "mail-unavailable")
    kind = "refused" if code >= PERMANENT else "deferred"
    return Hitch("failed" if code >= PERMANENT else "retry", f"{step}-{kind}")


def broken_off(step: Step) -> Hitch:
    """Read a connection that was lost: once the content was being given, nobody knows."""
    if step == "content":
        return Hitch("unknown", "answer-lost")
    return Hitch("retry", "mail-unavailable")


def fate(hitch: Hitch, attempts: int, queued_at: datetime, at: datetime) -> Fate:
    """Decide after a hitch: try again later, or give up after 72 hours."""
    if hitch.state != "retry":
        return Fate(hitch.state, hitch.reason)
    if at - queued_at >= PATIENCE:
        return Fate("failed", hitch.reason)
    return Fate("retry", hitch.reason, at + pause(attempts))


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 2 s, doubled each time, at most an hour."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
