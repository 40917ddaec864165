"""Who works for whom on a civil day, and who is touched when an employer leaves."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.adhesions import Adhesion, Organisation
from services.network.models.employments import Employment
from services.network.queries.adhesions import in_force


async def employment(session: AsyncSession, employment_id: UUID) -> tuple[Employment, Organisation]:
    """Return one relation, locked; refuses `unknown-employment` (404)."""
    found = await session.get(Employment, employment_id, with_for_update=True)
    if found is None:
        raise Refusal("unknown-employment", "Il rapporto di lavoro non è stato confermato.", 404)
    return found, await session.get_one(Organisation, found.organisation_id)


async def of_worker(
    session: AsyncSession, organisation_id: UUID, worker_key: str
) -> Sequence[Employment]:
    """Return every relation of a worker with an employer, the oldest first."""
    statement = (
        select(Employment)
        .where(Employment.organisation_id == organisation_id, Employment.worker_key == worker_key)
        .order_by(col(Employment.from_on))
    )
    return (await session.exec(statement)).all()


async def employed_on(
    session: AsyncSession, organisation_key: str, day: date
) -> Sequence[Employment]:
    """Return the relations of an employer that run on a civil day, by age."""
    statement = (
        select(Employment)
        .join(Organisation, col(Organisation.id) == col(Employment.organisation_id))
        .where(Organisation.key == organisation_key, _runs_on(day))
        .order_by(col(Employment.from_on), col(Employment.id))
    )
    return (await session.exec(statement)).all()


async def adhesion_on(session: AsyncSession, organisation_key: str, day: date) -> Adhesion | None:
    """Return the oldest adhesion of an organisation that counts on a civil day."""
    statement = (
        select(Adhesion)
        .join(Organisation, col(Organisation.id) == col(Adhesion.organisation_id))
        .where(Organisation.key == organisation_key, in_force(day))
        .order_by(col(Adhesion.since_on))
    )
    return (await session.exec(statement)).first()


async def last_adhesion(session: AsyncSession, organisation_key: str) -> Adhesion | None:
    """Return the newest adhesion of an organisation, whatever became of it."""
    statement = (
        select(Adhesion)
        .join(Organisation, col(Organisation.id) == col(Adhesion.organisation_id))
        .where(Organisation.key == organisation_key)
        .order_by(col(Adhesion.received_at).desc())
    )
    return (await session.exec(statement)).first()


def _runs_on(day: date) -> ColumnElement[bool]:
    ends = or_(col(Employment.to_on).is_(None), col(Employment.to_on) >= day)
    return (col(Employment.from_on) <= day) & ends
