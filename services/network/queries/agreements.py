"""Agreements, their members, places and months."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.agreements import (
    Agreement,
    AgreementCost,
    AgreementMember,
    AgreementPlace,
    AgreementUse,
)


async def agreement(session: AsyncSession, agreement_id: UUID, *, lock: bool = True) -> Agreement:
    """Return one agreement, locked unless it is only read; refuses `unknown-agreement` (404)."""
    found = await session.get(Agreement, agreement_id, with_for_update=lock, populate_existing=True)
    if found is None:
        raise Refusal("unknown-agreement", "La convenzione non esiste.", 404)
    return found


async def members(session: AsyncSession, agreement_id: UUID) -> Sequence[AgreementMember]:
    """Return the members of an agreement in the order of signing."""
    mine = AgreementMember.agreement_id == agreement_id
    statement = select(AgreementMember).where(mine).order_by(col(AgreementMember.position))
    return (await session.exec(statement)).all()


async def place(session: AsyncSession, place_id: UUID) -> AgreementPlace:
    """Return one place; refuses `unknown-place` (404)."""
    found = await session.get(AgreementPlace, place_id, populate_existing=True)
    if found is None:
        raise Refusal("unknown-place", "Il posto non esiste.", 404)
    return found


async def places(session: AsyncSession, agreement_id: UUID) -> Sequence[AgreementPlace]:
    """Return every place and turn of an agreement in the order of asking."""
    mine = AgreementPlace.agreement_id == agreement_id
    statement = select(AgreementPlace).where(mine).order_by(col(AgreementPlace.ticket))
    return (await session.exec(statement)).all()


async def held(session: AsyncSession, agreement_id: UUID, worker_key: str) -> AgreementPlace | None:
    """Return the place, or the turn, that somebody has now."""
    statement = select(AgreementPlace).where(
        AgreementPlace.agreement_id == agreement_id,
        AgreementPlace.worker_key == worker_key,
        AgreementPlace.state != "left",
    )
    return (await session.exec(statement)).one_or_none()


async def next_waiting(session: AsyncSession, agreement_id: UUID) -> AgreementPlace | None:
    """Return who waits longest, whatever the member."""
    statement = (
        select(AgreementPlace)
        .where(AgreementPlace.agreement_id == agreement_id, AgreementPlace.state == "waiting")
        .order_by(col(AgreementPlace.ticket))
        .limit(1)
    )
    return (await session.exec(statement)).one_or_none()


async def uses(session: AsyncSession, agreement_id: UUID, month: str) -> Mapping[UUID, int]:
    """Return what each member used in a month."""
    statement = (
        select(AgreementUse.adhesion_id, func.sum(AgreementUse.uses))
        .where(AgreementUse.agreement_id == agreement_id, AgreementUse.month == month)
        .group_by(col(AgreementUse.adhesion_id))
    )
    return {adhesion_id: int(total) for adhesion_id, total in await session.exec(statement)}


async def cost_cents(session: AsyncSession, agreement_id: UUID, month: str) -> int:
    """Return what a month cost."""
    statement = select(func.coalesce(func.sum(AgreementCost.amount_cents), 0)).where(
        AgreementCost.agreement_id == agreement_id, AgreementCost.month == month
    )
    return int((await session.exec(statement)).one())
