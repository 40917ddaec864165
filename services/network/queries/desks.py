"""Desks, their operators, contacts and acts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.desks import Desk, DeskAct, DeskContact, DeskOperator

_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:application, 0))")


async def desk(session: AsyncSession, desk_id: UUID) -> Desk:
    """Return one desk; refuses `unknown-desk` (404)."""
    found = await session.get(Desk, desk_id)
    if found is None:
        raise Refusal("unknown-desk", "Lo sportello non esiste.", 404)
    return found


async def desks(session: AsyncSession, alliance: str) -> Sequence[Desk]:
    """Return the desks of an alliance by name."""
    statement = select(Desk).where(Desk.alliance == alliance).order_by(col(Desk.name))
    return (await session.exec(statement)).all()


async def desks_of(session: AsyncSession, operator: str, day: date) -> set[UUID]:
    """Return the desks at which an operator works on a civil day."""
    ends = or_(col(DeskOperator.to_on).is_(None), col(DeskOperator.to_on) >= day)
    statement = select(DeskOperator.desk_id).where(
        DeskOperator.operator == operator, DeskOperator.from_on <= day, ends
    )
    return set(await session.exec(statement))


async def hold_application(session: AsyncSession, application_id: UUID) -> None:
    """Let nobody else take an application up until the end of the transaction."""
    await session.execute(_HOLD, {"application": str(application_id)})


async def first_act(session: AsyncSession, application_id: UUID) -> DeskAct | None:
    """Return the act by which a desk took an application up, with its delegation."""
    statement = (
        select(DeskAct)
        .where(DeskAct.application_id == application_id)
        .order_by(col(DeskAct.at), col(DeskAct.id))
        .limit(1)
    )
    return (await session.exec(statement)).one_or_none()


async def acts(session: AsyncSession, desk_id: UUID) -> Sequence[DeskAct]:
    """Return the acts of a desk, the newest first."""
    order = (col(DeskAct.at).desc(), col(DeskAct.id).desc())
    statement = select(DeskAct).where(DeskAct.desk_id == desk_id).order_by(*order)
    return (await session.exec(statement)).all()


async def contacts(
    session: AsyncSession, desk_id: UUID, begins: datetime, ends: datetime
) -> Sequence[tuple[str, str, int]]:
    """Count the contacts of a desk between two instants by topic and outcome."""
    said = (col(DeskContact.topic), col(DeskContact.outcome))
    statement = (
        select(*said, func.count())
        .where(DeskContact.desk_id == desk_id, DeskContact.at >= begins, DeskContact.at < ends)
        .group_by(*said)
        .order_by(*said)
    )
    return (await session.exec(statement)).all()
