"""Mail that came in, for who goes on with it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import MailState
from kit.refusal import Refusal
from services.notifications.models import Mail, MailFile

Listed = tuple[Mail, int]
_COUNT = (
    select(func.count()).where(col(MailFile.mail_id) == Mail.id).correlate(Mail).scalar_subquery()
)


async def mail_page(
    session: AsyncSession,
    body: str | None,
    states: Sequence[MailState],
    after: UUID | None,
    limit: int,
) -> Sequence[Listed]:
    """Return mails with how many files each has, newest first, from after an id on."""
    query = select(Mail, _COUNT).order_by(col(Mail.id).desc()).limit(limit)
    if body is not None:
        query = query.where(Mail.body == body)
    if states:
        query = query.where(col(Mail.state).in_(states))
    if after is not None:
        query = query.where(Mail.id < after)
    return [(mail, count) for mail, count in (await session.exec(query)).all()]


async def mail_of(session: AsyncSession, mail_id: UUID) -> Mail:
    """Return one mail. Refuses `mail-unknown` 404."""
    mail = await session.get(Mail, mail_id)
    if mail is None:
        raise Refusal("mail-unknown", "Questo messaggio non esiste.", 404)
    return mail


async def files_of(session: AsyncSession, mail_id: UUID) -> Sequence[MailFile]:
    """Return the files of a mail, in its order."""
    query = select(MailFile).where(MailFile.mail_id == mail_id).order_by(col(MailFile.number))
    return (await session.exec(query)).all()


async def file_of(session: AsyncSession, mail_id: UUID, number: int) -> MailFile:
    """Return one file of a mail. Refuses `file-unknown` 404."""
    file = await session.get(MailFile, (mail_id, number))
    if file is None:
        raise Refusal("file-unknown", "Questo allegato non esiste.", 404)
    return file
