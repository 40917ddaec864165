"""A letter is ordered: the intent stands before the act."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterQueued, SendLetter
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from kit.ids import new_id
from services.notifications.models import Letter


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue one letter; the same letter of the same application is the one already there."""
    queued = insert(Letter).values(_row(session, command)).on_conflict_do_nothing()
    letter_id = (await session.execute(queued.returning(col(Letter.id)))).scalar_one_or_none()
    if letter_id is None:
        return LetterQueued(letter_id=await _known(session, command), **command.model_dump())
    fact = LetterQueued(letter_id=letter_id, **command.model_dump())
    await announce(session, fact)
    return fact


def _row(session: AsyncSession, command: SendLetter) -> dict[str, Any]:
    cause: Cause = session.info[CAUSE]
    at = clock.now()
    return {
        "id": new_id(), "application_id": command.application_id, "name": command.letter,
        "state": "queued", "attempts": 0, "correlation": cause.correlation, "message_id": "",
        "reason": "", "queued_at": at, "next_attempt_at": at,
    }  # fmt: skip


async def _known(session: AsyncSession, command: SendLetter) -> Any:
    query = select(Letter.id).where(
        Letter.application_id == command.application_id, Letter.name == command.letter
    )
    return (await session.exec(query)).one()
