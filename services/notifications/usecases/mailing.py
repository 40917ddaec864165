"""A letter for everybody who applied to a call: ordered once, queued page by page."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import CallChanged
from kit import clock
from services.notifications.models import Mailing
from services.notifications.usecases.ordering import queue_letter

_ORDER = text(
    "insert into mailing (call_id, call_version, ordered_at) "
    "values (:call_id, :call_version, :at) on conflict do nothing"
)


async def order_mailing(session: AsyncSession, fact: CallChanged) -> None:
    """Order the letter that tells those who applied how the call changed."""
    values = {"call_id": fact.call_id, "call_version": fact.call_version, "at": clock.now()}
    await session.execute(_ORDER, values)


async def unfinished(session: AsyncSession) -> Sequence[Mailing]:
    """Return the mailings that are not done, oldest first."""
    query = select(Mailing).where(col(Mailing.done_at).is_(None))
    return (await session.exec(query.order_by(col(Mailing.ordered_at)))).all()


async def mail_page(session: AsyncSession, mailing: Mailing, page: Sequence[UUID]) -> None:
    """Queue the letters of one page, and remember how far it came; an empty page is the end."""
    kept = await session.get_one(
        Mailing, (mailing.call_id, mailing.call_version), with_for_update=True
    )
    for application_id in page:
        await queue_letter(session, application_id, "call_changed", str(kept.call_version))
    if page:
        kept.after = max(page)
    else:
        kept.done_at = clock.now()
