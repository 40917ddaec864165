"""The door of plans."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.network import PlanAdvanced, PlanApproved, PlanHoursBooked, PlanOpened
from contracts.plans import HoursBooking, MilestoneFiling, PlanApproval, PlanCard, PlanOpening
from kit.web import SERVICE
from services.network.api.door import IdempotencyKey, Reading, Repeatable, done, once
from services.network.usecases import plans

router = APIRouter(prefix="/v1")


@router.post("/adhesions/{adhesion_id}/plans", status_code=201, **SERVICE)
async def open_plan(
    request: Request, adhesion_id: UUID, opening: PlanOpening, key: IdempotencyKey
) -> PlanOpened:
    """Open a plan for an organisation."""
    asked = Repeatable(key, opening.official, PlanOpened)
    return await once(request, asked, lambda s: plans.open_plan(s, adhesion_id, opening))


@router.get("/plans/{plan_id}", **SERVICE)
async def get_plan(session: Reading, plan_id: UUID) -> PlanCard:
    """Return a plan with its milestones and hours."""
    return await plans.plan_card(session, plan_id)


@router.post("/plans/{plan_id}/milestones", status_code=201, **SERVICE)
async def reach_milestone(request: Request, plan_id: UUID, filing: MilestoneFiling) -> PlanAdvanced:
    """Register that a milestone was reached."""
    return await done(request, filing.official, lambda s: plans.reach_milestone(s, plan_id, filing))


@router.post("/plans/{plan_id}/approvals", status_code=201, **SERVICE)
async def approve_plan(request: Request, plan_id: UUID, approval: PlanApproval) -> PlanApproved:
    """Approve a plan by an act."""
    return await done(
        request, approval.official, lambda s: plans.approve_plan(s, plan_id, approval)
    )


@router.post("/plans/{plan_id}/hours", status_code=201, **SERVICE)
async def book_hours(
    request: Request, plan_id: UUID, booking: HoursBooking, key: IdempotencyKey
) -> PlanHoursBooked:
    """Book hours of consulting."""
    asked = Repeatable(key, booking.official, PlanHoursBooked)
    return await once(request, asked, lambda s: plans.book_hours(s, plan_id, booking))
