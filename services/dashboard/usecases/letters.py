"""How far the letters of an application have come."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import (
    LetterAccepted,
    LetterDropped,
    LetterFailed,
    LetterQueued,
    LetterUnresolved,
)
from services.dashboard.rules.states import LETTER_ORDER, up_to
from services.dashboard.usecases.noting import TELL, told

LetterFact = LetterAccepted | LetterFailed | LetterQueued | LetterUnresolved
_LETTER = text(
    f"{TELL} insert into letter_row as known (id, application_id, letter, state, at) "
    "select cast(:letter_id as uuid), :application_id, :letter, :state, :at where not exists ("
    "select from timeline_fact where application_id = :application_id "
    "and kind = 'LetterDropped' and cast(data->>'letter_id' as uuid) = :letter_id) "
    "on conflict (id) do update set state = excluded.state, at = excluded.at "
    "where known.state = any(cast(:up_to as text[]))"
)
_DROP = text(f"{TELL} delete from letter_row where id = :letter_id")


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


async def letter_dropped(session: AsyncSession, fact: LetterDropped) -> None:
    """Note that a letter no longer mattered: it is not shown among those of its application."""
    await session.execute(_DROP, {**told(session, fact), "letter_id": fact.letter_id})


async def _note(session: AsyncSession, fact: LetterFact, word: str) -> None:
    columns = {"letter_id": fact.letter_id, "letter": fact.letter, "state": word}
    values = {**told(session, fact), **columns, "up_to": up_to(LETTER_ORDER, word)}
    await session.execute(_LETTER, values)
