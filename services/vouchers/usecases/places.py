"""Places that a final list gives: money is set aside in that order, with the usual machinery."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.ranking import ApplicationRanked
from kit import clock
from kit.doors import TryAgain
from services.vouchers.usecases import lines

_QUEUE = text(
    """
    with given as (
        select * from unnest(cast(:ids as uuid[]), cast(:places as integer[])) as g (id, place)
    ), placed as (
        update reservation r set place = g.place, amount_cents = c.amount_cents, since_at = :at,
            state = case r.state when 'unranked' then 'queued' else r.state end, ranked = true
        from given g join claim c on c.application_id = g.id
        where r.application_id = g.id and r.place is null
    )
    select count(*) from reservation r join given g on g.id = r.application_id
    """
)


async def queue_by_list(session: AsyncSession, fact: ApplicationRanked) -> None:
    """Put an application at its place of the final list, and serve the places that come next.

    A place is served after all before it, whatever the order of delivery. One that was released
    meanwhile keeps the place and takes no money.
    """
    await queue_list(session, [fact])


async def queue_list(session: AsyncSession, facts: Sequence[ApplicationRanked]) -> None:
    """Put many applications of one list at their places in one statement, and serve them in order.

    An application that is not registered here yet is waited for: then none is placed.
    """
    line = await lines.hold(session, facts[0].call_id, facts[0].line)
    values = {
        "ids": [fact.application_id for fact in facts],
        "places": [fact.place for fact in facts],
        "at": clock.now(),
    }
    if (await session.execute(_QUEUE, values)).scalar_one() < len(facts):
        raise TryAgain("an application of the list is not registered here yet")
    if min(fact.place for fact in facts) <= line.next_place:
        await lines.serve_arrived(session, line)
