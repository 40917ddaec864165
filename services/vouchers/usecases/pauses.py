"""Firms that their alliance suspended: what they are owed waits, vouchers of their people stay."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import AdhesionResumed, AdhesionSuspended, AdhesionWithdrawn

# An end that is told before its beginning stands as a day of its own until the beginning comes.
_PAUSE = text(
    """
    insert into member_pause (adhesion_id, firm, alliance, from_on, to_on)
    select cast(:adhesion_id as uuid), :firm, :alliance, cast(:from_on as date), (
        select min(p.to_on) from member_pause p
        where p.adhesion_id = :adhesion_id and p.from_on = p.to_on and p.to_on >= :from_on
    )
    on conflict do nothing
    """
)
_RESUME = text(
    """
    with resumed as (
        update member_pause set to_on = :to_on
        where adhesion_id = :adhesion_id and from_on <= :to_on and to_on is null
        returning from_on
    )
    insert into member_pause (adhesion_id, firm, alliance, from_on, to_on)
    select cast(:adhesion_id as uuid), :firm, :alliance, cast(:to_on as date), cast(:to_on as date)
    where not exists (select from resumed)
    on conflict do nothing
    """
)
_END = text(
    "update member_pause set to_on = :to_on where adhesion_id = :adhesion_id and to_on is null"
)


async def remember_pause(session: AsyncSession, fact: AdhesionSuspended) -> None:
    """Remember since when a firm is suspended: no order pays what it is owed from that day on.

    The vouchers of those who work there stay as they are: a suspension may end, and what becomes of
    them when the firm leaves is what their call says (`on_withdrawal`).
    """
    await session.execute(_PAUSE, {**_firm(fact), "from_on": fact.from_on})


async def remember_resumption(session: AsyncSession, fact: AdhesionResumed) -> None:
    """Remember the last day of a suspension: from the next on what the firm is owed is ordered."""
    await session.execute(_RESUME, {**_firm(fact), "to_on": fact.to_on})


async def end_pause(session: AsyncSession, fact: AdhesionWithdrawn) -> None:
    """Remember that a suspended firm left: what was granted stays owed until an act takes it."""
    await session.execute(_END, {"adhesion_id": fact.adhesion_id, "to_on": fact.until_on})


def _firm(fact: AdhesionSuspended | AdhesionResumed) -> dict[str, object]:
    return {
        "adhesion_id": fact.adhesion_id,
        "firm": fact.organisation_key,
        "alliance": fact.alliance,
    }
