"""One application with everything that the dashboard noted about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

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
from services.dashboard.rules.wording import protocol


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


async def numbers_of(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the register numbers of applications; one that is not known is left out."""
    if not ids:
        return {}
    query = select(ApplicationRow.id, ApplicationRow.register_number, ApplicationRow.register_year)
    known = query.where(col(ApplicationRow.id).in_(ids), ApplicationRow.state != "")
    return {
        each: protocol(number, year) for each, number, year in (await session.exec(known)).all()
    }


async def _decided_by(session: AsyncSession, application_id: UUID) -> tuple[str, int]:
    sent = (
        select(Staff.name, DecisionSent.checked)
        .join(DecisionSent, col(DecisionSent.staff_id) == col(Staff.id))
        .where(DecisionSent.application_id == application_id)
    )
    return (await session.exec(sent)).one_or_none() or ("", 0)
