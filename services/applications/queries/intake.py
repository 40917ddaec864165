"""What must be known of a form before it is registered."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.queries.membership import COUNTS

_KNOWN = text(
    f"""
    select exists (select from application where id = :id) as taken,
        exists (
            select from membership m where m.organisation_key = :organisation_key and {COUNTS}
        ) as member
    """
)


class Known(NamedTuple):
    """Whether an id is of an application already, and whether who applies is in the network."""

    taken: bool
    member: bool


async def known(
    session: AsyncSession, application_id: UUID | None, organisation_key: str, today: date
) -> Known:
    """Return what is known of an id and of who applies, by one read."""
    values = {"id": application_id, "organisation_key": organisation_key, "today": today}
    row = (await session.execute(_KNOWN, values)).one()
    return Known(row.taken, row.member)
