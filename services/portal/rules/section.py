"""A call as one of its sections sees it: its dates and its budget may be its own."""

from collections.abc import Mapping
from datetime import datetime

from contracts.applications.calls import CallState
from contracts.calls import Line
from contracts.publishing import PublicCall
from services.portal.rules.wording import instant, listed

STANDS: Mapping[CallState, str] = {"published": "Non è ancora aperta.", "closed": "È chiusa."}


def section(call: PublicCall, line_id: str, now: datetime) -> PublicCall:
    """Return a call with the window of a section, and the state that follows from it.

    A section that the call does not have raises LookupError.
    """
    opens_at, closes_at = call.definition.window(line_id)
    seen = call.model_copy(
        update={"opens_at": opens_at or call.opens_at, "closes_at": closes_at or call.closes_at}
    )
    return seen.model_copy(update={"state": _state(seen, now)})


def _state(seen: PublicCall, now: datetime) -> CallState:
    """Return where a section is; what an act or the funds did to its call holds for it too."""
    if seen.state != "open":
        return seen.state
    if now < seen.opens_at:
        return "published"
    # The whole closing second is in time.
    ended = seen.closes_at is not None and now.replace(microsecond=0) > seen.closes_at
    return "closed" if ended else "open"


def dates(seen: PublicCall, line: Line) -> str:
    """Say from when to when a section takes applications, if not as long as its call.

    `seen` is what the section sees of its call.
    """
    if line.opens_at is None and line.closes_at is None:
        return ""
    ends = f" e fino a {instant(seen.closes_at)}" if seen.closes_at else ""
    window = f"da {instant(seen.opens_at)}{ends}"
    return f"In questa sezione si fa domanda {window}. {STANDS.get(seen.state, '')}".strip()


def sharers(call: PublicCall, line: Line) -> str:
    """Name the other sections that spend the same budget; nothing for one that has its own."""
    others = [
        f"«{each.title}»"
        for each in call.definition.lines
        if each.fund == line.fund and each.id != line.id
    ]
    return listed(others) if others else ""
