"""The letters of an application and where they are."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.models import Letter


async def letters_of(session: AsyncSession, application_id: UUID) -> Sequence[Letter]:
    """Return the letters of one application, oldest first."""
    query = select(Letter).where(Letter.application_id == application_id)
    return (await session.exec(query.order_by(col(Letter.queued_at), col(Letter.id)))).all()
