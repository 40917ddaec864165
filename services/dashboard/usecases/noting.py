"""What every noted fact does: its place in the timeline, the state that follows, the counts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.database import CAUSE, Cause
from kit.messages import Event
from services.dashboard.models import ApplicationRow, StateCount, TimelineFact
from services.dashboard.rules.states import due_on, state_of


def cause_of(session: AsyncSession) -> Cause:
    """Return what made this transaction: its `causation` is the id of the fact."""
    cause: Cause = session.info[CAUSE]
    return cause


def told_at(session: AsyncSession) -> datetime:
    """Return when the fact happened, as its envelope says."""
    return cause_of(session).at or clock.now()


async def settle(session: AsyncSession, row: ApplicationRow, fact: Event) -> None:
    """Draw the state from all that is known now, move the counts, and write the timeline."""
    if row.registered_at is not None:
        before, state = row.state, state_of(row)
        row.due_on = due_on(state, row.review_due_on)
        if state != before:
            row.state, row.state_since_at = state, told_at(session)
            await _count(session, row.call_id, before, state)
    await write_fact(session, row.id, fact)


async def write_fact(session: AsyncSession, application_id: UUID, fact: Event) -> None:
    """Give a fact its one place in the timeline of an application."""
    values = {
        "event_id": cause_of(session).causation,
        "application_id": application_id,
        "kind": type(fact).__name__,
        "at": told_at(session),
        "data": fact.model_dump(mode="json"),
    }
    await session.execute(insert(TimelineFact).values(values).on_conflict_do_nothing())


async def _count(session: AsyncSession, call_id: str, before: str, after: str) -> None:
    """Move one application between two counts, always in the same order of rows."""
    moves = {after: 1, **({before: -1} if before else {})}
    for state, step in sorted(moves.items()):
        counted = insert(StateCount).values(call_id=call_id, state=state, applications=max(step, 0))
        grown = col(StateCount.applications) + step
        await session.execute(
            counted.on_conflict_do_update(
                index_elements=["call_id", "state"], set_={"applications": grown}
            )
        )
