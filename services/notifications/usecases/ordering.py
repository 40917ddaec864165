"""A letter is ordered: the intent stands before the act."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterName, LetterQueued, SendLetter
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from kit.ids import new_id
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.hours import in_the_day

_QUEUE = text(
    """
    insert into letter (id, application_id, name, about, state, attempts, correlation, message_id,
                        reason, queued_at, next_attempt_at)
    values (:id, :application_id, :name, :about, 'queued', 0, :correlation, '', '', :at, :leaves_at)
    on conflict do nothing returning id
    """
)
_KNOWN = text(
    "select id from letter where application_id = :application_id and name = :name "
    "and about = :about"
)


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue one letter; the same letter of the same application is the one already there."""
    about = command.about or ""
    return await queue_letter(session, command.application_id, command.letter, about)


async def queue_letter(
    session: AsyncSession, application_id: UUID, name: LetterName, about: str = ""
) -> LetterQueued:
    """Queue a letter once; `about` tells letters of one kind apart: a revision, a version."""
    row = _row(session, application_id, name, about)
    fresh = (await session.execute(_QUEUE, row)).one_or_none()
    letter_id = fresh.id if fresh else (await session.execute(_KNOWN, row)).scalar_one()
    fact = LetterQueued(letter_id=letter_id, application_id=application_id, letter=name)
    if fresh:
        await announce(session, fact)
    return fact


def _row(
    session: AsyncSession, application_id: UUID, name: LetterName, about: str
) -> dict[str, Any]:
    cause: Cause = session.info[CAUSE]
    at = clock.now()
    return {
        "id": new_id(),
        "application_id": application_id,
        "name": name,
        "about": about,
        "correlation": cause.correlation,
        "at": at,
        "leaves_at": in_the_day(at) if drafts()[name].matter.quiet else at,
    }
