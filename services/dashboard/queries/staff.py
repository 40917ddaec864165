"""Who the officials behind the ids of acts are."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.dashboard.models import Staff

PREFIX = "staff:"
OPERATORS = ("manager", "reviewer")
SOMEBODY = "una persona dell'ente"


async def staff_names(session: AsyncSession, officials: Collection[str]) -> Mapping[str, str]:
    """Return the names of officials (`staff:<id>`); who has no account here is left out."""
    ids = {uuid: each for each in officials if (uuid := _id_of(each))}
    if not ids:
        return {}
    query = select(Staff.id, Staff.name).where(col(Staff.id).in_(ids))
    return {ids[each]: name for each, name in (await session.exec(query)).all()}


async def operators(session: AsyncSession) -> Sequence[Staff]:
    """Return the active staff who may work on cases, by name."""
    query = select(Staff).where(col(Staff.active), col(Staff.role).in_(OPERATORS))
    return (await session.exec(query.order_by(col(Staff.name), col(Staff.id)))).all()


def _id_of(official: str) -> UUID | None:
    try:
        return UUID(official.removeprefix(PREFIX))
    except ValueError:
        return None
