"""A mail that came in becomes a row and a fact; its original is kept before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import MailReceived
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from services.notifications.models import Mail, MailFile
from services.notifications.rules.received import Reading
from services.notifications.settings import Mailbox
from services.notifications.usecases.delivery import note_paper

_KNOWN = text(
    "select exists (select from mail where address = :address and uidvalidity = :uidvalidity "
    "and uid = :uid)"
)
# Whoever writes the same thing to two mailboxes at once is told apart: one of the two is first.
_ALONE = text("select pg_advisory_xact_lock(hashtext('mail ' || :body || :content))")
_FIRST = text(
    "select id from mail where body = :body and repeats is null and (sha256 = :sha256 "
    "or (message_id <> '' and message_id = :message_id and content_sha256 = :content)) "
    "order by taken_at, id limit 1"
)


@dataclass(frozen=True)
class Arrived:
    """A mail as it lay in its mailbox, with its number there; `sha256` is that of its original."""

    mailbox: Mailbox
    uidvalidity: int
    uid: int
    received_at: datetime
    size: int
    sha256: str
    reading: Reading


async def receive_mail(session: AsyncSession, arrived: Arrived) -> MailReceived | None:
    """Write down a mail, once for each number of its mailbox; None for one that is there already.

    What came before with the same Message-ID and the same content is named as what it repeats. A
    receipt or a report is laid beside the letter that it is about.
    """
    mail = _row(arrived)
    await session.execute(_ALONE, {"body": mail.body, "content": mail.content_sha256})
    if await is_known(session, arrived.mailbox, arrived.uidvalidity, arrived.uid):
        return None
    first = await _first(session, mail)
    if first is not None:
        mail.state, mail.repeats, mail.reason = "repeated", first, ""
    session.add(mail)
    await session.flush()
    session.add_all(_files(mail, arrived.reading))
    if first is None and arrived.reading.paper is not None:
        await note_paper(session, mail, arrived.reading.paper)
    await session.flush()
    fact = _fact(mail, arrived.reading)
    await announce(session, fact)
    return fact


async def is_known(session: AsyncSession, mailbox: Mailbox, uidvalidity: int, uid: int) -> bool:
    """Tell whether a mail of a mailbox has its row already."""
    values = {"address": mailbox.address, "uidvalidity": uidvalidity, "uid": uid}
    return bool((await session.execute(_KNOWN, values)).scalar_one())


async def _first(session: AsyncSession, mail: Mail) -> UUID | None:
    values: dict[str, Any] = {
        "body": mail.body, "sha256": mail.sha256, "message_id": mail.message_id,
        "content": mail.content_sha256,
    }  # fmt: skip
    found: UUID | None = (await session.execute(_FIRST, values)).scalar_one_or_none()
    return found


def _row(arrived: Arrived) -> Mail:
    reading, mailbox = arrived.reading, arrived.mailbox
    return Mail(
        id=new_id(),
        body=mailbox.body,
        mailbox=mailbox.kind,
        address=mailbox.address,
        uidvalidity=arrived.uidvalidity,
        uid=arrived.uid,
        kind=reading.kind,
        state=reading.state,
        reason=reading.reason,
        received_at=arrived.received_at,
        taken_at=clock.now(),
        message_id=reading.message_id,
        sender=reading.sender,
        subject=reading.subject,
        size=arrived.size,
        sha256=arrived.sha256,
        content_sha256=reading.content_sha256,
        about_message_id=reading.paper.about if reading.paper else "",
        outcome=reading.paper.outcome if reading.paper else "",
    )


def _files(mail: Mail, reading: Reading) -> list[MailFile]:
    return [
        MailFile(
            mail_id=mail.id,
            number=number,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            sha256=file.sha256,
        )
        for number, file in enumerate(reading.files, 1)
    ]


def _fact(mail: Mail, reading: Reading) -> MailReceived:
    return MailReceived.model_validate(
        {
            "mail_id": mail.id,
            "body": mail.body,
            "mailbox": mail.mailbox,
            "kind": mail.kind,
            "state": mail.state,
            "received_at": mail.received_at,
            "repeats": mail.repeats,
            "attachments": len(reading.files),
        }
    )
