"""The letters of a whole list are queued in one statement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterName, LetterQueued
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce_all
from kit.ids import new_id

_QUEUE = text(
    """
    insert into letter (id, application_id, name, about, state, attempts, correlation, message_id,
                        reason, queued_at, next_attempt_at)
    select id, application_id, :name, '', 'queued', 0, :correlation, '', '', :at, :at
    from unnest(cast(:ids as uuid[]), cast(:applications as uuid[])) as l (id, application_id)
    on conflict do nothing returning id, application_id
    """
)


async def queue_letters(
    session: AsyncSession, application_ids: Sequence[UUID], name: LetterName
) -> int:
    """Queue the same letter for many applications, once for each; return how many were new."""
    cause: Cause = session.info[CAUSE]
    values = {
        "ids": [new_id() for _ in application_ids], "applications": list(application_ids),
        "name": name, "correlation": cause.correlation, "at": clock.now(),
    }  # fmt: skip
    rows = (await session.execute(_QUEUE, values)).all()
    facts = [
        LetterQueued(letter_id=row.id, application_id=row.application_id, letter=name)
        for row in rows
    ]
    await announce_all(session, facts, alliance="")
    return len(facts)
