"""What is new since one looked last: applications and calls by their ids."""

from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.dashboard.models import CallFact, TimelineFact


class Marks(NamedTuple):
    """How far one has seen the facts of applications and those of calls."""

    applications: int
    calls: int


async def latest_marks(session: AsyncSession) -> Marks:
    """Return the marks of the newest facts, 0 where there is none."""
    applications = select(func.coalesce(func.max(TimelineFact.mark), 0))
    calls = select(func.coalesce(func.max(CallFact.mark), 0))
    return Marks((await session.exec(applications)).one(), (await session.exec(calls)).one())


async def changed_since(session: AsyncSession, seen: Marks) -> tuple[Marks, frozenset[str]]:
    """Return the newest marks, and the applications and calls that later facts are about."""
    query = select(TimelineFact.mark, TimelineFact.application_id)
    cases = (await session.exec(query.where(TimelineFact.mark > seen.applications))).all()
    asked = select(CallFact.mark, CallFact.call_id).where(CallFact.mark > seen.calls)
    calls = (await session.exec(asked)).all()
    newest = Marks(
        max((mark for mark, _ in cases), default=seen.applications),
        max((mark for mark, _ in calls), default=seen.calls),
    )
    changed = {str(application_id) for _, application_id in cases}
    return newest, frozenset(changed | {call_id for _, call_id in calls})
