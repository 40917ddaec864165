"""What is done with a draft when its time comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from contracts.applications.calls import CallState

UNSENT_LIVES = timedelta(days=30)
SENT_LIVES = timedelta(days=30)
LOOK_AGAIN = timedelta(days=30)
SUSPENDED_FOR = timedelta(days=1)
AT_WORK = timedelta(days=1)
ABANDONED_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Held:
    """A draft as its care sees it."""

    saved_at: datetime
    sent_at: datetime | None
    reminded_at: datetime | None
    has_email: bool


@dataclass(frozen=True)
class Window:
    """When the line closes, if it does on a day, and how long before that drafts are reminded."""

    state: CallState
    closes_at: datetime | None
    reminder_days: int

    @property
    def reminds_at(self) -> datetime | None:
        """The moment of the reminder."""
        return self.closes_at and self.closes_at - timedelta(days=self.reminder_days)


@dataclass(frozen=True)
class Care:
    """What to do now, when to look again, and whether what was typed goes."""

    step: Literal["remind", "wait", "end"]
    wake_at: datetime | None = None
    clears: bool = False


def first_look(window: Window, now: datetime) -> datetime:
    """Return when a draft that was just saved is looked at for the first time."""
    if window.reminds_at is None:
        return now + LOOK_AGAIN
    return max(window.reminds_at, now + AT_WORK)


def care(held: Held, window: Window, now: datetime) -> Care:
    """Tell what to do with a draft at an instant.

    One that was sent keeps its receipt alone 30 days later. One that was not is reminded of once in
    the last days of the window, unless it was saved in the last day, and is deleted 30 days after
    the call closed.
    """
    if held.sent_at is not None:
        return _until(held.sent_at + SENT_LIVES, now)
    if window.closes_at is None:
        return Care("wait", now + LOOK_AGAIN)
    deleted_at = window.closes_at + UNSENT_LIVES
    if held.reminded_at is None and held.has_email and now < window.closes_at:
        return _reminder(held, window, now) or _until(deleted_at, now)
    return _until(deleted_at, now)


def _reminder(held: Held, window: Window, now: datetime) -> Care | None:
    """Remind, or wait for the moment to; None when there is no such moment left."""
    if window.state == "suspended":
        return Care("wait", now + SUSPENDED_FOR)
    closes_at, reminds_at = window.closes_at, window.reminds_at
    if closes_at is None or reminds_at is None or window.state not in ("published", "open"):
        return None
    due_at = max(reminds_at, held.saved_at + AT_WORK)
    if now < due_at:
        return Care("wait", due_at) if due_at < closes_at else None
    return Care("remind", closes_at + UNSENT_LIVES)


def _until(end: datetime, now: datetime) -> Care:
    return Care("end", clears=True) if now >= end else Care("wait", end)
