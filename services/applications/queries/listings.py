"""Where applications stand in published lists, as letters tell it, and whom a list concerns."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import ListStanding
from contracts.letters import RankingAudience
from kit import clock

_STANDINGS = text(
    """
    select distinct on (w.application_id) w.application_id, w.place, w.points, r.at,
           r.observations_until_on,
           coalesce(c.code, '') as code
    from ranking_row w join ranking r on r.id = w.ranking_id
    left join list_code c on c.application_id = w.application_id
    where w.application_id = any(cast(:ids as uuid[]))
    order by w.application_id, r.at desc, r.id desc
    """
)
_CONCERNED = text(
    "select application_id from ranking_row where ranking_id = :ranking_id "
    "and (cast(:after as uuid) is null or application_id > :after) "
    "order by application_id limit :limit"
)


async def standings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, ListStanding]:
    """Return where applications stand in the last list that was published; most are in none."""
    rows = await session.execute(_STANDINGS, {"ids": list(ids)})
    return {
        row.application_id: ListStanding(
            list_code=row.code,
            place=row.place,
            published_on=clock.civil_day(row.at),
            observations_by_on=row.observations_until_on,
            points=row.points,
        )
        for row in rows
    }


async def concerned(session: AsyncSession, page: RankingAudience) -> list[UUID]:
    """Return a page of the applications that a list tells of, placed or not, by ascending id."""
    return list((await session.execute(_CONCERNED, page.model_dump())).scalars())
