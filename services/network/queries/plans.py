"""Plans, their milestones and their hours."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.plans import Plan, PlanHours, PlanMilestone


async def plan(session: AsyncSession, plan_id: UUID, *, lock: bool = True) -> Plan:
    """Return one plan, locked unless it is only read; refuses `unknown-plan` (404)."""
    found = await session.get(Plan, plan_id, with_for_update=lock, populate_existing=True)
    if found is None:
        raise Refusal("unknown-plan", "Il piano non esiste.", 404)
    return found


async def milestones(session: AsyncSession, plan_id: UUID) -> Sequence[PlanMilestone]:
    """Return the milestones of a plan as they were reached."""
    order = (col(PlanMilestone.reached_on), col(PlanMilestone.at))
    statement = select(PlanMilestone).where(PlanMilestone.plan_id == plan_id).order_by(*order)
    return (await session.exec(statement)).all()


async def hours(session: AsyncSession, plan_id: UUID) -> Sequence[PlanHours]:
    """Return the bookings of a plan by day."""
    order = (col(PlanHours.on), col(PlanHours.at))
    statement = select(PlanHours).where(PlanHours.plan_id == plan_id).order_by(*order)
    return (await session.exec(statement)).all()
