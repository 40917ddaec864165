"""Who the officials behind the ids of acts are."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.dashboard.models import Staff

PREFIX = "staff:"
SOMEBODY = "una persona dell'ente"


async def staff_names(session: AsyncSession, officials: Collection[str]) -> Mapping[str, str]:
    """Return the names of officials (`staff:<id>`); who has no account here is left out."""
    ids = {uuid: each for each in officials if (uuid := _id_of(each))}
    if not ids:
        return {}
    query = select(Staff.id, Staff.name).where(col(Staff.id).in_(ids))
    return {ids[each]: name for each, name in (await session.exec(query)).all()}


def _id_of(official: str) -> UUID | None:
    try:
        return UUID(official.removeprefix(PREFIX))
    except ValueError:
        return None
