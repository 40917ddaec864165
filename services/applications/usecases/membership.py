"""What applications remembers of the network."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import (
    AdhesionConfirmed,
    AdhesionResumed,
    AdhesionSuspended,
    AdhesionWithdrawn,
)
from services.applications.models.applications import Membership
from services.applications.usecases.employer import look_again, tell_who_was_promised

# The end of a suspension that is not known yet is kept as a day of its own until it is.
_SUSPEND = text(
    """
    insert into membership_suspension (adhesion_id, from_on, to_on)
    select cast(:adhesion_id as uuid), cast(:from_on as date), (
        select min(s.to_on) from membership_suspension s
        where s.adhesion_id = :adhesion_id and s.from_on = s.to_on and s.to_on >= :from_on
    )
    on conflict do nothing
    """
)
_RESUME = text(
    """
    with resumed as (
        update membership_suspension set to_on = :to_on
        where adhesion_id = :adhesion_id and from_on <= :to_on and to_on is null
        returning from_on
    )
    insert into membership_suspension (adhesion_id, from_on, to_on)
    select cast(:adhesion_id as uuid), cast(:to_on as date), cast(:to_on as date)
    where not exists (select from resumed)
    on conflict do nothing
    """
)


async def remember_adhesion(session: AsyncSession, fact: AdhesionConfirmed) -> None:
    """Remember since when an organisation is in, also when it is known already that it left.

    Those who work there and wait for it are looked at again.
    """
    joined = insert(Membership).values(fact.model_dump())
    merged = joined.on_conflict_do_update(
        index_elements=["adhesion_id"], set_={"since_on": joined.excluded.since_on}
    )
    await session.execute(merged)
    await look_again(session, fact.organisation_key)


async def remember_withdrawal(session: AsyncSession, fact: AdhesionWithdrawn) -> None:
    """Remember that an organisation left, whichever of the two facts arrives first.

    What was granted to those who work there is told apart from what is not decided yet.
    """
    row = {**fact.model_dump(), "since_on": fact.until_on}
    left = insert(Membership).values(row)
    merged = left.on_conflict_do_update(
        index_elements=["adhesion_id"], set_={"until_on": left.excluded.until_on}
    )
    await session.execute(merged)
    await look_again(session, fact.organisation_key)
    await tell_who_was_promised(session, fact)


async def remember_suspension(session: AsyncSession, fact: AdhesionSuspended) -> None:
    """Remember since when an adhesion does not count."""
    await session.execute(_SUSPEND, {"adhesion_id": fact.adhesion_id, "from_on": fact.from_on})
    await look_again(session, fact.organisation_key)


async def remember_resumption(session: AsyncSession, fact: AdhesionResumed) -> None:
    """Remember the last day on which an adhesion did not count."""
    await session.execute(_RESUME, {"adhesion_id": fact.adhesion_id, "to_on": fact.to_on})
    await look_again(session, fact.organisation_key)
