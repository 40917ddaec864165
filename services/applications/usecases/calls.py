"""Where calls are: what their window, their funds and the acts of the body make of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import AdvanceCall, CallMoved
from contracts.applications.filing import ApplicationStopped
from contracts.calls import Call
from contracts.vouchers.budget import LineExhausted
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.models.calls import CallRecord
from services.applications.queries import calls, versions
from services.applications.rules.lifecycle import Mover, Standing, due, wake_at
from services.applications.usecases.employer import stop_waiting

SHUT = ("suspended", "revoked")

_ADMIT = text("update call_line set admits = :admits where call_id = :call_id")


@dataclass(frozen=True)
class Held:
    """A published call, locked against other moves, as its version in force says it."""

    record: CallRecord
    call: Call

    @property
    def standing(self) -> Standing:
        """Where it was left."""
        return calls.standing_of(self.record)


@dataclass(frozen=True)
class Turn:
    """When a call moves, by what when not as its standing says, and why (kept in the log only)."""

    at: datetime
    by: Mover | None = None
    why: str = ""


async def hold(session: AsyncSession, call_id: str) -> Held:
    """Lock a published call; refuses `unknown-call` (404)."""
    record = await versions.locked(session, call_id)
    if record.version is None:
        raise Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    version = await calls.version_numbered(session, call_id, record.version)
    return Held(record, calls.definition(version))


async def advance_call(session: AsyncSession, command: AdvanceCall) -> CallMoved:
    """Open a published call at its first instant, close an open one after its last.

    Announced only when the state changes. The reply says always where the call is at this very
    moment, and when it moves next. Refuses `unknown-call` (404).
    """
    held, at = await hold(session, command.call_id), clock.now()
    return await move(session, held, due(held.standing, held.call, at), Turn(at))


async def note_exhausted_line(session: AsyncSession, fact: LineExhausted) -> None:
    """Remember that a line has no money left; a call that ends with its funds ends with the last.

    A suspended call ends when it is resumed. Refuses `unknown-call` (404).
    """
    held, at = await hold(session, fact.call_id), clock.now()
    held.record.exhausted = sorted({*held.record.exhausted, fact.line})
    after = due(held.standing, held.call, at)
    if after.by == "funds":
        await move(session, held, after, Turn(at))


async def move(session: AsyncSession, held: Held, after: Standing, turn: Turn) -> CallMoved:
    """Write where a call is, and announce it when that is a change; return the fact."""
    record = held.record
    fact = CallMoved(
        call_id=record.call_id, state=after.state, by=turn.by or after.by, at=turn.at,
        wake_at=wake_at(after, held.call),
    )  # fmt: skip
    before = record.state
    record.state, record.moved_by, record.since = after.state, after.by, after.since
    if after.state != before:
        await _shut(session, record.call_id, before, after.state)
        await announce(session, fact, alliance=record.owner, why=turn.why, at=turn.at)
    if after.state != before and after.state == "closed":
        await stop_waiting(session, record.call_id)
    return fact


async def _shut(session: AsyncSession, call_id: str, before: str, after: str) -> None:
    """Let the lines give no place while the call is suspended, or for ever when it is revoked."""
    if (before in SHUT) != (after in SHUT):
        await session.execute(_ADMIT, {"call_id": call_id, "admits": after not in SHUT})


async def stop_applications(session: AsyncSession, call_id: str) -> int:
    """Stop each open application of a revoked call, and announce it, in place order.

    What was refused, was withdrawn or has ended stays as it is. Returns how many are stopped.
    """
    open_ones = (
        select(Application)
        .where(
            Application.call_id == call_id,
            col(Application.closed_at).is_(None),
            Application.state != "refused",
            Application.stopped == "",
        )
        .order_by(Application.line, col(Application.place))
        .with_for_update()
    )
    stopped = (await session.exec(open_ones)).all()
    for application in stopped:
        application.stopped = "call_revoked"
        fact = ApplicationStopped(
            application_id=application.id, by="call_revoked", round=application.round
        )
        await announce(session, fact, alliance=application.alliance)
    return len(stopped)
