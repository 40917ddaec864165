"""What every noted fact does: its columns, its place in the timeline, its state, the counts.

A fact is one statement, and a second one when it moves the state: facts come many at a time, and
this is nearly all that the dashboard's process does all day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.database import CAUSE, Cause
from services.dashboard.rules.states import due_on, state_of

TELL = (
    "with told as ("
    "insert into timeline_fact (event_id, application_id, kind, at, data) "
    "values (:event_id, :application_id, :kind, :at, :data) on conflict do nothing)"
)
TOLD = text(f"{TELL} select 1 where false")
ONCE = "not exists (select from timeline_fact where event_id = :event_id)"
_KNOWN = (
    "new.id, new.call_id, coalesce(old.state, ''), new.state, new.due_on, new.review_due_on, "
    "new.checked, new.decision, new.waitlisted, new.award_id, new.final, new.stopped"
)
_MOVE = text(
    """
    with moved as (
        update application_row set state = :state, due_on = :due_on,
            state_since_at = case when state = :state then state_since_at else :at end
        where id = :id and (state, due_on) is distinct from (:state, :due_on)
    )
    insert into state_count as counted (call_id, state, applications)
    select cast(:call_id as text), each, case when each = :state then 1 else 0 end
    from unnest(cast(:counts as text[])) as each
    on conflict (call_id, state) do update set applications
        = counted.applications + case when counted.state = :state then 1 else -1 end
    """
)
# Facts of a batch touch rows in any order: two batches at once would wait for each other for ever.
_TURN = text("select pg_advisory_xact_lock(hashtext('application_row'))")
_HAS_TURN = "has_turn"


class Fact(Protocol):
    """An event about an application."""

    @property
    def application_id(self) -> UUID | None:
        """The application that it is about, which need not be its subject; None for nothing."""

    def model_dump_json(self) -> str:
        """Return the fact as it travels."""


class Written(Protocol):
    """Any event."""

    def model_dump_json(self) -> str:
        """Return the fact as it travels."""


@dataclass(slots=True)
class Noted:
    """What decides the state of an application once a fact is noted, and what it was before."""

    id: UUID
    call_id: str
    before: str
    state: str
    due_on: date
    review_due_on: date | None
    checked: int
    decision: str
    waitlisted: bool
    award_id: UUID | None
    final: str
    stopped: str


def noting(*columns: str, only_if: str = "true", **merged: str) -> TextClause:
    """Compose the statement that notes a fact in some columns of its application's row.

    A column that ends in `_at` takes the instant of the fact. What is `known` gives way to what the
    fact says (`excluded`), except in the columns `merged` and where `only_if` does not hold.
    """
    names = ", ".join(columns)
    told = ", ".join(":at" if name.endswith("_at") else f":{name}" for name in columns)
    sets = ", ".join(f"{name} = {merged.get(name, f'excluded.{name}')}" for name in columns)
    return text(
        " ".join((
            f"{TELL} insert into application_row as known (id, {names})",
            f"values (:application_id, {told})",
            f"on conflict (id) do update set {sets} where {only_if}",
            f"returning {_KNOWN}",
        ))
    )  # fmt: skip


async def note(session: AsyncSession, fact: Fact, statement: TextClause, **columns: object) -> None:
    """Write a fact in the row and the timeline, then draw the state from all that is known now.

    A fact that is about no application is about nothing here.
    """
    if fact.application_id is None:
        return
    await _take_turn(session)
    known = told(session, fact)
    row = (await session.execute(statement, {**known, **columns})).one_or_none()
    if row is not None:
        await _settle(session, Noted(*row), known["at"])


def told(session: AsyncSession, fact: Fact) -> dict[str, Any]:
    """Return what the timeline says of a fact about an application."""
    return {**envelope(session, fact), "application_id": fact.application_id}


def envelope(session: AsyncSession, fact: Written) -> dict[str, Any]:
    """Return what is kept of any fact; the cause's `causation` is the id of the fact."""
    cause: Cause = session.info[CAUSE]
    return {
        "event_id": cause.causation,
        "kind": type(fact).__name__,
        "at": cause.at or clock.now(),
        "data": fact.model_dump_json(),
    }


async def _take_turn(session: AsyncSession) -> None:
    """Let one transaction at a time write rows of applications."""
    if _HAS_TURN not in session.info:
        await session.execute(_TURN)
        session.info[_HAS_TURN] = True


async def _settle(session: AsyncSession, row: Noted, at: datetime) -> None:
    """Move a registered application to its state, and from one count to the other."""
    if not row.state:
        return
    state = state_of(row)
    term = due_on(state, row.review_due_on)
    if (row.before, row.state, row.due_on) == (state, state, term):
        return
    counts = sorted({row.before, state} - {""}) if row.before != state else []
    moved: Mapping[str, Any] = {
        "id": row.id, "state": state, "due_on": term, "at": at,
        "call_id": row.call_id, "counts": counts,
    }  # fmt: skip
    await session.execute(_MOVE, moved)
