"""What applications declared, revision by revision."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.models.revisions import Declaration

_FILED_VERSION = text(
    "select call_version from declaration where application_id = :id and revision = 1"
)


async def declarations_of(
    session: AsyncSession, ids: Sequence[UUID]
) -> dict[UUID, list[Declaration]]:
    """Return the revisions of applications in order; one that was never revised has none."""
    statement = (
        select(Declaration)
        .where(col(Declaration.application_id).in_(ids))
        .order_by(col(Declaration.application_id), col(Declaration.revision))
    )
    found: dict[UUID, list[Declaration]] = {each: [] for each in ids}
    for row in await session.exec(statement):
        found[row.application_id].append(row)
    return found


async def filed_version(session: AsyncSession, application_id: UUID) -> int | None:
    """Return the call version of the first form of an application that was revised."""
    found: int | None = (await session.execute(_FILED_VERSION, {"id": application_id})).scalar()
    return found
