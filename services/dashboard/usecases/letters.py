"""How far the letters of an application have come."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterAccepted, LetterFailed, LetterQueued, LetterUnresolved
from services.dashboard.models import LetterRow
from services.dashboard.rules.states import LETTER_ORDER, later
from services.dashboard.usecases.noting import told_at, write_fact

LetterFact = LetterAccepted | LetterFailed | LetterQueued | LetterUnresolved


async def letter_queued(session: AsyncSession, fact: LetterQueued) -> None:
    """Note that a letter will be sent."""
    await _note(session, fact, "queued")


async def letter_accepted(session: AsyncSession, fact: LetterAccepted) -> None:
    """Note that the mail server took a letter."""
    await _note(session, fact, "accepted")


async def letter_failed(session: AsyncSession, fact: LetterFailed) -> None:
    """Note that a letter could not be sent."""
    await _note(session, fact, "failed")


async def letter_unresolved(session: AsyncSession, fact: LetterUnresolved) -> None:
    """Note that nobody knows whether a letter left."""
    await _note(session, fact, "unresolved")


async def _note(session: AsyncSession, fact: LetterFact, word: str) -> None:
    row = await _row(session, fact.letter_id, fact)
    if later(LETTER_ORDER, row.state, word) == word:
        row.state, row.at = word, told_at(session)
    await write_fact(session, fact.application_id, fact)


async def _row(session: AsyncSession, letter_id: UUID, fact: LetterFact) -> LetterRow:
    stub = {
        "id": letter_id, "application_id": fact.application_id, "letter": fact.letter,
        "state": "queued", "at": told_at(session),
    }  # fmt: skip
    await session.execute(insert(LetterRow).values(stub).on_conflict_do_nothing())
    found = select(LetterRow).where(LetterRow.id == letter_id).with_for_update()
    return (await session.exec(found)).one()
