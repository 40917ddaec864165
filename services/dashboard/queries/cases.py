"""One application with everything that the dashboard noted about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.dashboard.models import (
    ApplicationRow,
    DecisionSent,
    LetterRow,
    Staff,
    TimelineFact,
)


@dataclass(frozen=True)
class Case:
    """A row with its facts in the order of time, its letters, and who decided it from here."""

    row: ApplicationRow
    facts: Sequence[TimelineFact]
    letters: Sequence[LetterRow]
    decided_by: str
    decided_check: int

    @property
    def waits_for_decision(self) -> bool:
        """Whether nobody has decided yet, from here or elsewhere, on the latest check."""
        return self.row.state == "to_decide" and self.decided_check < self.row.checked


async def case(session: AsyncSession, application_id: UUID) -> Case:
    """Return a registered application; refuses `no-application` (404)."""
    row = await session.get(ApplicationRow, application_id)
    if row is None or row.registered_at is None:
        raise Refusal("no-application", "Questa pratica non esiste.", 404)
    facts = select(TimelineFact).where(TimelineFact.application_id == application_id)
    letters = select(LetterRow).where(LetterRow.application_id == application_id)
    in_time = (col(TimelineFact.at), col(TimelineFact.mark))
    return Case(
        row,
        (await session.exec(facts.order_by(*in_time))).all(),
        (await session.exec(letters.order_by(col(LetterRow.at)))).all(),
        *await _decided_by(session, application_id),
    )


async def _decided_by(session: AsyncSession, application_id: UUID) -> tuple[str, int]:
    sent = (
        select(Staff.name, DecisionSent.checked)
        .join(DecisionSent, col(DecisionSent.staff_id) == col(Staff.id))
        .where(DecisionSent.application_id == application_id)
    )
    return (await session.exec(sent)).one_or_none() or ("", 0)


async def latest_mark(session: AsyncSession) -> int:
    """Return the mark of the newest fact, 0 when there is none."""
    newest = select(func.coalesce(func.max(TimelineFact.mark), 0))
    return (await session.exec(newest)).one()


async def changed_since(session: AsyncSession, mark: int) -> tuple[int, frozenset[UUID]]:
    """Return the newest mark and the applications that facts after `mark` are about."""
    query = select(TimelineFact.mark, TimelineFact.application_id)
    found = (await session.exec(query.where(TimelineFact.mark > mark))).all()
    newest = max((each for each, _ in found), default=mark)
    return newest, frozenset(application_id for _, application_id in found)
