"""A letter that many hear of one thing: ordered once, queued page by page."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallChanged
from contracts.applications.ranking import RankingPublished
from contracts.notifications import DigestOrdered, SendDigest
from contracts.vouchers.payments import PaymentOrdered
from kit import clock
from kit.eventlog import announce
from services.notifications.models import Mailing
from services.notifications.rules.matter import MailingName, call_matter, matter_of_page
from services.notifications.usecases.ordering import queue_letter

_ORDER = text(
    "insert into mailing (name, about, ordered_at) values (:name, :about, :at) "
    "on conflict do nothing"
)


async def order_mailing(session: AsyncSession, fact: CallChanged) -> None:
    """Order the letter that tells those who applied how the call changed."""
    await _order(session, "call_changed", call_matter(fact.call_id, fact.call_version))


async def order_payment_mailing(session: AsyncSession, fact: PaymentOrdered) -> None:
    """Order the letter that tells beneficiaries that their payment was ordered."""
    await _order(session, "payment_ordered", str(fact.batch_id))


async def order_ranking_mailing(session: AsyncSession, fact: RankingPublished) -> None:
    """Order the letter that tells everybody in a list that it was published."""
    name: MailingName = "ranking_final" if fact.kind == "final" else "ranking_provisional"
    await _order(session, name, str(fact.ranking_id))


async def send_digest(session: AsyncSession, command: SendDigest) -> DigestOrdered:
    """Order the letter that tells each official what falls due; that of a day is ordered once."""
    await _order(session, "digest", str(command.day))
    fact = DigestOrdered(day=command.day)
    await announce(session, fact)
    return fact


async def unfinished(session: AsyncSession) -> Sequence[Mailing]:
    """Return the mailings that are not done, oldest first."""
    query = select(Mailing).where(col(Mailing.done_at).is_(None))
    return (await session.exec(query.order_by(col(Mailing.ordered_at)))).all()


async def mail_page(session: AsyncSession, mailing: Mailing, page: Sequence[UUID]) -> None:
    """Queue the letters of one page, and remember how far it came; an empty page is the end."""
    kept = await session.get_one(Mailing, (mailing.name, mailing.about), with_for_update=True)
    name = cast("MailingName", kept.name)
    for application_id in page:
        await queue_letter(session, application_id, name, matter_of_page(name, kept.about))
    if page:
        kept.after = max(page)
    else:
        kept.done_at = clock.now()


async def _order(session: AsyncSession, name: MailingName, about: str) -> None:
    await session.execute(_ORDER, {"name": name, "about": about, "at": clock.now()})
