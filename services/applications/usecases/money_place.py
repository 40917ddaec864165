"""The place for money of a case that is opened again: behind all others, or where it stood."""

from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.models.calls import CallLine
from services.applications.queries import calls, rankings

_TAIL = text(
    "update call_line set last_place = last_place + 1 "
    "where call_id = :call_id and line = :fund returning last_place"
)
_MOVE = text("update application set place = :place where id = :id")
# Who was in the list, and who was put behind it by an act.
_OF_THE_LIST = text(
    """
    with stood as (
        select w.application_id, w.place, r.at from ranking_row w
        join ranking r on r.id = w.ranking_id
        where r.call_id = :call_id and r.line = :line and r.kind = 'final' and w.place is not null
        union all
        select o.application_id, o.place, o.at from reopening o
        join application a on a.id = o.application_id
        where a.call_id = :call_id and a.line = :line and o.place is not null
    )
    select coalesce(max(place), 0) as last, (select place from stood where application_id = :id
        order by at desc limit 1) as own from stood
    """
)


async def hold_line(session: AsyncSession, application: Row[Any]) -> None:
    """Lock the line whose budget an application spends: no place of it is given meanwhile."""
    key = (application.call_id, await _fund(session, application))
    await session.get(CallLine, key, with_for_update=True)


async def money_place(
    session: AsyncSession, application: Row[Any], *, keeps_place: bool
) -> int | None:
    """Give an application its place for money, in a line that is held; None while a list will.

    By arrival the next place of the register's line, after a final list the next one behind it;
    or the place where it stood.
    """
    call = calls.definition(await calls.version_of(session, application))
    if not call.is_ranked(application.line):
        return await _by_arrival(session, application, keeps_place=keeps_place)
    if not await rankings.is_final(session, application):
        return None
    values = {"call_id": application.call_id, "line": application.line, "id": application.id}
    found = (await session.execute(_OF_THE_LIST, values)).one()
    own: int | None = found.own if keeps_place else None
    return own or found.last + 1


async def _by_arrival(session: AsyncSession, application: Row[Any], *, keeps_place: bool) -> int:
    if keeps_place:
        kept: int = application.place
        return kept
    values = {"call_id": application.call_id, "fund": await _fund(session, application)}
    tail: int = (await session.execute(_TAIL, values)).scalar_one()
    await session.execute(_MOVE, {"id": application.id, "place": tail})
    return tail


async def _fund(session: AsyncSession, application: Row[Any]) -> str:
    call = calls.definition(await calls.version_of(session, application))
    return call.fund_of(application.line).id
