"""A plan from its opening to its evaluation, and the hours of those who advise."""

from datetime import date
from typing import cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import (
    Milestone,
    PlanAdvanced,
    PlanApproved,
    PlanHoursBooked,
    PlanOpened,
)
from contracts.plans import (
    HoursBooking,
    HoursEntry,
    MilestoneEntry,
    MilestoneFiling,
    PlanApproval,
    PlanCard,
    PlanOpening,
)
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.plans import Plan, PlanHours, PlanMilestone
from services.network.queries import adhesions, plans
from services.network.rules import plans as rules


async def open_plan(session: AsyncSession, adhesion_id: UUID, opening: PlanOpening) -> PlanOpened:
    """Open a plan for an organisation.

    Refuses `unknown-adhesion` 404 and `adhesion-not-confirmed` 409.
    """
    adhesion, _ = await adhesions.adhesion(session, adhesion_id)
    if adhesion.state != "confirmed":
        raise Refusal("adhesion-not-confirmed", "L'adesione dell'organizzazione non è confermata.")
    said = opening.model_dump(exclude={"official"})
    row = Plan(
        id=new_id(),
        adhesion_id=adhesion_id,
        state="open",
        opened_by=opening.official,
        opened_at=clock.now(),
        **said,
    )
    session.add(row)
    fact = PlanOpened(
        plan_id=row.id, adhesion_id=adhesion_id, granted_minutes=opening.granted_minutes
    )
    await announce(session, fact, alliance=adhesion.alliance)
    return fact


async def reach_milestone(
    session: AsyncSession, plan_id: UUID, filing: MilestoneFiling
) -> PlanAdvanced:
    """Register that a milestone was reached; the last one completes the plan.

    Refuses `unknown-plan` 404, `survey-first`, `milestone-order` and `plan-not-approved` 409,
    `day-in-the-future`, `milestone-before-the-last` and `experiment-too-short` 422.
    """
    at = clock.now()
    row = await plans.plan(session, plan_id)
    reached = await _reached(session, plan_id)
    rules.check_milestone(reached, filing.milestone, approved=row.state != "open")
    rules.check_day(reached, filing.reached_on, clock.civil_day(at))
    rules.check_experiment(reached, filing.milestone, filing.reached_on, row.experiment_months)
    session.add(PlanMilestone(plan_id=plan_id, at=at, **filing.model_dump()))
    if filing.milestone == rules.ORDER[-1]:
        row.state = "completed"
    fact = PlanAdvanced(plan_id=plan_id, milestone=filing.milestone, reached_on=filing.reached_on)
    await announce(session, fact, alliance=await _alliance(session, row), at=at)
    return fact


async def approve_plan(
    session: AsyncSession, plan_id: UUID, approval: PlanApproval
) -> PlanApproved:
    """Approve a plan by an act.

    Refuses `unknown-plan` 404, `already-approved`, `survey-first`, `plan-missing` and
    `same-official` 409, `day-in-the-future` 422.
    """
    at = clock.now()
    row = await plans.plan(session, plan_id)
    if row.state != "open":
        raise Refusal("already-approved", "Il piano è già approvato.")
    written = {each.milestone: each for each in await plans.milestones(session, plan_id)}
    author = written["plan"].official if "plan" in written else None
    rules.check_approval(await _reached(session, plan_id), author, approval.official)
    rules.check_day({}, approval.act_on, clock.civil_day(at))
    row.state, row.approved_by, row.approved_at = "approved", approval.official, at
    row.act_number, row.act_on = approval.act_number, approval.act_on
    fact = PlanApproved(plan_id=plan_id, adhesion_id=row.adhesion_id)
    await announce(session, fact, alliance=await _alliance(session, row), at=at)
    return fact


async def book_hours(
    session: AsyncSession, plan_id: UUID, booking: HoursBooking
) -> PlanHoursBooked:
    """Book consulting against the hours of a plan; the database refuses what exceeds them.

    Refuses `unknown-plan` 404, `no-minutes` and `day-in-the-future` 422, `hours-exhausted` and
    `hours-below-zero` 409.
    """
    at = clock.now()
    row = await plans.plan(session, plan_id)
    rules.check_hours(row.booked_minutes, row.granted_minutes, booking.minutes)
    rules.check_day({}, booking.on, clock.civil_day(at))
    session.add(PlanHours(id=new_id(), plan_id=plan_id, at=at, **booking.model_dump()))
    fact = PlanHoursBooked(
        plan_id=plan_id,
        minutes=booking.minutes,
        booked_minutes=row.booked_minutes + booking.minutes,
        granted_minutes=row.granted_minutes,
    )
    await announce(session, fact, alliance=await _alliance(session, row), at=at)
    return fact


async def plan_card(session: AsyncSession, plan_id: UUID) -> PlanCard:
    """Return a plan with its milestones and hours; refuses `unknown-plan` (404)."""
    row = await plans.plan(session, plan_id, lock=False)
    milestones = tuple(
        MilestoneEntry.model_validate(each.model_dump(include=set(MilestoneEntry.model_fields)))
        for each in await plans.milestones(session, plan_id)
    )
    hours = tuple(
        HoursEntry.model_validate(each.model_dump(include=set(HoursEntry.model_fields)))
        for each in await plans.hours(session, plan_id)
    )
    coming = rules.following({each.milestone: each.reached_on for each in milestones})
    said = row.model_dump(include=set(PlanCard.model_fields) & set(Plan.model_fields))
    return PlanCard(plan_id=row.id, milestones=milestones, hours=hours, next=coming, **said)


async def _reached(session: AsyncSession, plan_id: UUID) -> dict[Milestone, date]:
    found = await plans.milestones(session, plan_id)
    return {cast(Milestone, each.milestone): each.reached_on for each in found}


async def _alliance(session: AsyncSession, row: Plan) -> str:
    adhesion, _ = await adhesions.adhesion(session, row.adhesion_id, lock=False)
    return adhesion.alliance
