"""Adhesions, plans, agreements, surveys and operators in lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.roll import RollQuestion
from services.network.models.agreements import Agreement, AgreementMember
from services.network.models.desks import DeskOperator
from services.network.models.plans import Plan
from services.network.models.surveys import Survey

NEVER = date.max
_ROLL = text(
    """
    with listed as (
        select a.id, o.key, o.name, a.alliance, a.state, a.received_at,
            case a.state when 'received' then 'answer' when 'provisional' then 'original'
                when 'confirmed' then case when a.renewal_due_on is null then '' else 'renewal' end
                else '' end as due,
            case a.state when 'received' then a.answer_due_on
                when 'provisional' then coalesce(a.original_due_on, a.answer_due_on)
                when 'confirmed' then a.renewal_due_on end as due_on
        from adhesion a join organisation o on o.id = a.organisation_id
        where (:alliance = '' or a.alliance = :alliance) and (:state = '' or a.state = :state)
    )
    select * from listed
    where (coalesce(due_on, :never), id) > (cast(:after_on as date), cast(:after_id as uuid))
    order by coalesce(due_on, :never), id limit :limit
    """
)
_COUNTS = text(
    "select state, count(*) from adhesion where :alliance = '' or alliance = :alliance "
    "group by state"
)


async def roll(session: AsyncSession, asked: RollQuestion) -> Sequence[Row[Any]]:
    """Return adhesions by what is due first, one more than asked for when others follow."""
    values = {
        "alliance": asked.alliance or "",
        "state": asked.state or "",
        "after_on": asked.after_on,
        "after_id": asked.after_id or UUID(int=0),
        "limit": asked.limit + 1,
        "never": NEVER,
    }
    return (await session.execute(_ROLL, values)).all()


async def counts(session: AsyncSession, alliance: str) -> Mapping[str, int]:
    """Return how many adhesions are in each state."""
    rows = await session.execute(_COUNTS, {"alliance": alliance})
    return {state: int(count) for state, count in rows}


async def plans(session: AsyncSession, adhesion_id: UUID) -> Sequence[UUID]:
    """Return the plans of an adhesion, the newest first."""
    newest = (col(Plan.opened_at).desc(), col(Plan.id).desc())
    query = select(Plan.id).where(Plan.adhesion_id == adhesion_id).order_by(*newest)
    return (await session.exec(query)).all()


async def agreements(session: AsyncSession, adhesion_id: UUID) -> Sequence[UUID]:
    """Return the agreements that an adhesion is in, the newest first."""
    query = (
        select(Agreement.id)
        .join(AgreementMember, col(AgreementMember.agreement_id) == col(Agreement.id))
        .where(AgreementMember.adhesion_id == adhesion_id)
        .order_by(col(Agreement.signed_at).desc(), col(Agreement.id).desc())
    )
    return (await session.exec(query)).all()


async def surveys(session: AsyncSession, alliance: str) -> Sequence[UUID]:
    """Return the surveys of an alliance, the newest first."""
    newest = (col(Survey.opened_at).desc(), col(Survey.id).desc())
    query = select(Survey.id).where(Survey.alliance == alliance).order_by(*newest)
    return (await session.exec(query)).all()


async def operators(session: AsyncSession, desk_id: UUID) -> Sequence[DeskOperator]:
    """Return who works at a desk, or did, by first day."""
    query = select(DeskOperator).where(DeskOperator.desk_id == desk_id)
    order = (col(DeskOperator.from_on), col(DeskOperator.operator))
    return (await session.exec(query.order_by(*order))).all()
