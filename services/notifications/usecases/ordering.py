"""A letter is ordered: the intent stands before the act."""

from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterQueued, SendLetter
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from kit.ids import new_id

_QUEUE = text(
    """
    insert into letter (id, application_id, name, state, attempts, correlation, message_id, reason,
                        queued_at, next_attempt_at)
    values (:id, :application_id, :name, 'queued', 0, :correlation, '', '', :at, :at)
    on conflict do nothing returning id
    """
)
_KNOWN = text("select id from letter where application_id = :application_id and name = :name")


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue one letter; the same letter of the same application is the one already there."""
    row = _row(session, command)
    if (await session.execute(_QUEUE, row)).one_or_none() is None:
        known = (await session.execute(_KNOWN, row)).scalar_one()
        return LetterQueued(letter_id=known, **command.model_dump())
    fact = LetterQueued(letter_id=row["id"], **command.model_dump())
    await announce(session, fact)
    return fact


def _row(session: AsyncSession, command: SendLetter) -> dict[str, Any]:
    cause: Cause = session.info[CAUSE]
    return {
        "id": new_id(),
        "application_id": command.application_id,
        "name": command.letter,
        "correlation": cause.correlation,
        "at": clock.now(),
    }
