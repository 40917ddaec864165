"""A letter leaves: each step is committed before the act that it announces."""

from collections.abc import Sequence

from sqlalchemy import Update
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterAccepted, LetterFailed, LetterUnresolved
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from services.notifications.models import Letter
from services.notifications.rules.fates import Fate

BATCH = 50
DUE = ("queued", "retry")


async def take_due(session: AsyncSession, domain: str) -> Sequence[Letter]:
    """Take the letters that are due, at most 50, as `sending`; others' are passed over.

    The Message-ID is the letter's own, the same at every attempt, so that a journal mailbox can
    be searched for it.
    """
    query = select(Letter).where(
        col(Letter.state).in_(DUE), col(Letter.next_attempt_at) <= clock.now()
    )
    query = query.order_by(col(Letter.next_attempt_at)).limit(BATCH)
    letters = (await session.exec(query.with_for_update(skip_locked=True))).all()
    for letter in letters:
        letter.state = "sending"
        letter.attempts += 1
        letter.message_id = f"<{letter.id}@{domain}>"
        letter.handed_over_at = None
    return letters


async def hand_over(session: AsyncSession, letter: Letter, digest: bytes) -> bool:
    """Note that a letter's content is about to be given to the mail server.

    Returns False when the attempt is no longer ours: then it must not be given.
    """
    noted = (
        _this_attempt(letter)
        .where(col(Letter.handed_over_at).is_(None))
        .values(handed_over_at=clock.now(), body_sha256=digest)
    )
    return (await session.execute(noted.returning(col(Letter.id)))).scalar_one_or_none() is not None


async def settle(session: AsyncSession, letter: Letter, fate: Fate) -> None:
    """Write down where an attempt left a letter, and announce what is final."""
    over = fate.state != "retry"
    settled = _this_attempt(letter).values(
        state=fate.state,
        reason=fate.reason,
        next_attempt_at=fate.again_at or letter.next_attempt_at,
        settled_at=clock.now() if over else None,
    )
    done = (await session.execute(settled.returning(col(Letter.id)))).scalar_one_or_none()
    if done is not None and over:
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


def _this_attempt(letter: Letter) -> Update:
    return update(Letter).where(
        col(Letter.id) == letter.id,
        col(Letter.state) == "sending",
        col(Letter.attempts) == letter.attempts,
    )


async def _announce(session: AsyncSession, letter: Letter, fate: Fate) -> None:
    session.info[CAUSE] = Cause("notifications", correlation=letter.correlation)
    await announce(session, _fact(letter, fate))


def _fact(letter: Letter, fate: Fate) -> LetterAccepted | LetterFailed | LetterUnresolved:
    about = {"letter_id": letter.id, "application_id": letter.application_id, "letter": letter.name}
    if fate.state == "accepted":
        return LetterAccepted.model_validate(about)
    if fate.state == "failed":
        return LetterFailed.model_validate({**about, "reason": fate.reason})
    return LetterUnresolved.model_validate(about)
