"""A letter leaves: each step is committed before the act that it announces."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import (
    LetterAccepted,
    LetterDropped,
    LetterFailed,
    LetterUnresolved,
)
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from services.notifications.models import Letter
from services.notifications.rules.fates import Fate

Told = LetterAccepted | LetterDropped | LetterFailed | LetterUnresolved
BATCH = 50
_TAKE = text(
    """
    with due as (
        select id from letter where state in ('queued', 'retry') and next_attempt_at <= :at
        order by next_attempt_at limit :batch for update skip locked
    )
    update letter set state = 'sending', attempts = attempts + 1, handed_over_at = null,
        message_id = '<' || letter.id || '@' || cast(:domain as text) || '>'
    from due where letter.id = due.id returning letter.*
    """
)
_HAND_OVER = text(
    "update letter set handed_over_at = :at, body_sha256 = :digest, sent_from = :sent_from, "
    "address_key = :address_key where id = :id and state = 'sending' "
    "and attempts = :attempts and handed_over_at is null returning id"
)
_SETTLE = text(
    "update letter set state = :state, reason = :reason, settled_at = :settled_at, "
    "next_attempt_at = :again_at "
    "where id = :id and state = 'sending' and attempts = :attempts returning id"
)


@dataclass(frozen=True)
class Handover:
    """What is about to leave: the digest of its text, from where, and to whom by a keyed hash."""

    digest: bytes
    sent_from: str
    address_key: str


async def take_due(session: AsyncSession, domain: str) -> Sequence[Letter]:
    """Take the letters that are due, at most 50, as `sending`; others' are passed over.

    The Message-ID is the letter's own, the same at every attempt, so that a journal mailbox can
    be searched for it.
    """
    values = {"domain": domain, "at": clock.now(), "batch": BATCH}
    taken = await session.scalars(select(Letter).from_statement(_TAKE), values)
    return sorted(taken.all(), key=lambda letter: letter.next_attempt_at)


async def hand_over(session: AsyncSession, letter: Letter, given: Handover) -> bool:
    """Note that a letter's content is about to be given to the mail server.

    Returns False when the attempt is no longer ours: then it must not be given.
    """
    values = {**_attempt(letter), "at": clock.now(), **asdict(given)}
    return (await session.execute(_HAND_OVER, values)).one_or_none() is not None


async def settle(session: AsyncSession, letter: Letter, fate: Fate) -> None:
    """Write down where an attempt left a letter, and announce what is final."""
    over = fate.state != "retry"
    values = {
        **_attempt(letter),
        "state": fate.state,
        "reason": fate.reason,
        "again_at": fate.again_at or letter.next_attempt_at,
        "settled_at": clock.now() if over else None,
    }
    settled = (await session.execute(_SETTLE, values)).one_or_none()
    if settled is not None and over:
        await _announce(session, letter, fate)


async def recover(session: AsyncSession) -> None:
    """Decide on the letters that a dead process left as `sending`.

    One that was not handed over has certainly not left and goes again at once; of one that was,
    nobody knows, and it is not sent again blindly.
    """
    query = select(Letter).where(Letter.state == "sending").with_for_update()
    for letter in (await session.exec(query)).all():
        if letter.handed_over_at is None:
            await settle(session, letter, Fate("retry", "interrupted", clock.now()))
        else:
            await settle(session, letter, Fate("unknown", "interrupted"))


def _attempt(letter: Letter) -> dict[str, Any]:
    return {"id": letter.id, "attempts": letter.attempts}


async def _announce(session: AsyncSession, letter: Letter, fate: Fate) -> None:
    session.info[CAUSE] = Cause("notifications", correlation=letter.correlation)
    await announce(session, _fact(letter, fate))


def _fact(letter: Letter, fate: Fate) -> Told:
    about = {"letter_id": letter.id, "application_id": letter.application_id, "letter": letter.name}
    if fate.state == "accepted":
        return LetterAccepted.model_validate(about)
    if fate.state == "failed":
        return LetterFailed.model_validate({**about, "reason": fate.reason})
    if fate.state == "dropped":
        return LetterDropped.model_validate(about)
    return LetterUnresolved.model_validate(about)
