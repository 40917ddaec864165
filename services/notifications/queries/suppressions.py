"""The addresses to which nothing is sent any more."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.models import Suppression


async def suppressed(session: AsyncSession) -> frozenset[str]:
    """Return the keys of the addresses; they are few."""
    return frozenset((await session.exec(select(Suppression.address_key))).all())
