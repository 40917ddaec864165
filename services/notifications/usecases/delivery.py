"""What a paper of a machine proves about a letter: it was taken, it arrived, or it did not."""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import (
    LetterAccepted,
    LetterServed,
    LetterUndelivered,
    Undelivered,
)
from kit import clock
from kit.database import CAUSE, Cause
from kit.eventlog import announce
from services.notifications.models import Letter, Mail
from services.notifications.rules.papers import Paper

BOUNCES = 2
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>@\s]+>")
_DELAYS = text("select count(*) from mail where letter_id = :letter_id and outcome = 'delayed'")
_SUPPRESS = text(
    """
    insert into suppression (address_key, since, letter_id)
    select :key, :at, :letter_id
    where :key <> '' and :bounces <= (
        select count(*) from letter where address_key = :key and undelivered = 'bounced'
    )
    on conflict do nothing
    """
)


async def note_paper(session: AsyncSession, mail: Mail, paper: Paper) -> None:
    """Lay a receipt or a report beside its letter, and announce what it proves, once.

    One about something that we never sent, or that another mailbox sent, proves nothing and stays
    `unmatched`: a person must look.
    """
    letter = await _letter(session, mail, paper)
    if letter is None:
        return
    mail.state, mail.letter_id = "matched", letter.id
    await session.flush()
    await _resolve(session, letter)
    match paper.outcome:
        case "served":
            await _serve(session, letter, mail, paper.at or mail.received_at)
        case "delayed":
            await _delay(session, letter, mail)
        case "accepted" | "other":
            pass
        case reason:
            await _return(session, letter, mail, reason)


async def _letter(session: AsyncSession, mail: Mail, paper: Paper) -> Letter | None:
    """Find the letter of a Message-ID: a receipt is believed in the mailbox that it left from."""
    if not (found := _OURS.fullmatch(paper.about)):
        return None
    query = select(Letter).where(Letter.id == UUID(found[1])).with_for_update()
    query = query.where(Letter.message_id == paper.about, col(Letter.handed_over_at).is_not(None))
    if paper.kind != "bounce":
        query = query.where(Letter.sent_from == mail.address)
    return (await session.exec(query)).one_or_none()


async def _resolve(session: AsyncSession, letter: Letter) -> None:
    """Whoever speaks of a letter has had it: what was not known about its leaving is known now."""
    if letter.state == "unknown":
        letter.state, letter.reason = "accepted", ""
        await _tell(session, letter, LetterAccepted.model_validate(_about(letter)))


async def _serve(session: AsyncSession, letter: Letter, mail: Mail, at: datetime) -> None:
    if letter.served_at is not None:
        return
    letter.served_at = at
    told = {**_about(letter), "served_at": at, "mail_id": mail.id}
    await _tell(session, letter, LetterServed.model_validate(told))


async def _delay(session: AsyncSession, letter: Letter, mail: Mail) -> None:
    """The first notice warns after twelve hours, the second says that time is up."""
    delays = (await session.execute(_DELAYS, {"letter_id": letter.id})).scalar_one()
    if delays > 1 and mail.mailbox == "pec":
        await _return(session, letter, mail, "timed-out")


async def _return(session: AsyncSession, letter: Letter, mail: Mail, reason: Undelivered) -> None:
    if letter.served_at is not None or letter.undelivered_at is not None:
        return
    letter.undelivered_at, letter.undelivered = clock.now(), reason
    told = {**_about(letter), "reason": reason, "mail_id": mail.id}
    await _tell(session, letter, LetterUndelivered.model_validate(told))
    if reason == "bounced":
        values = {"key": letter.address_key, "letter_id": letter.id}
        await session.flush()
        await session.execute(_SUPPRESS, {**values, "at": clock.now(), "bounces": BOUNCES})


def _about(letter: Letter) -> dict[str, object]:
    return {
        "letter_id": letter.id, "application_id": letter.application_id, "letter": letter.name,
    }  # fmt: skip


async def _tell(
    session: AsyncSession, letter: Letter, fact: LetterAccepted | LetterServed | LetterUndelivered
) -> None:
    """Announce a fact of a letter under what made the letter leave, not under the mail."""
    cause: Cause = session.info[CAUSE]
    session.info[CAUSE] = Cause("notifications", correlation=letter.correlation)
    await session.flush()
    await announce(session, fact)
    session.info[CAUSE] = cause
