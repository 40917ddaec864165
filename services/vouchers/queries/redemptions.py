"""Redemptions by the request that made them."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_BY_KEY = text(
    "select id from transfer where operation_key in ('redeem:' || :key, 'capture:' || :key)"
)


async def redemption_of(session: AsyncSession, key: str) -> UUID | None:
    """Return the redemption that was made under a key, None when none was."""
    found: UUID | None = (await session.execute(_BY_KEY, {"key": key})).scalar_one_or_none()
    return found
