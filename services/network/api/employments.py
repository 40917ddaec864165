"""The door by which employers say who works there, and by which the house asks."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request

from contracts.employments import (
    EmployedList,
    EmploymentAnswer,
    EmploymentEnding,
    EmploymentFiling,
    EmploymentQuestion,
)
from contracts.network import EmploymentConfirmed, EmploymentEnded
from kit.web import SERVICE
from services.network.api.door import Reading, done, keyed
from services.network.usecases import employments

router = APIRouter(prefix="/v1")


@router.post("/adhesions/{adhesion_id}/employments", status_code=201, **SERVICE)
async def confirm_employment(
    request: Request, adhesion_id: UUID, filing: EmploymentFiling
) -> EmploymentConfirmed:
    """Keep an employer's word that a person works there."""
    key = keyed(request, filing.worker_tax_code)
    return await done(
        request,
        filing.confirmed_by,
        lambda s: employments.confirm_employment(s, adhesion_id, filing, key),
    )


@router.post("/employments/{employment_id}/endings", status_code=201, **SERVICE)
async def end_employment(
    request: Request, employment_id: UUID, ending: EmploymentEnding
) -> EmploymentEnded:
    """Keep the last civil day of a relation."""
    return await done(
        request,
        ending.ended_by,
        lambda s: employments.end_employment(s, employment_id, ending),
    )


@router.get("/adhesions/{adhesion_id}/employments", **SERVICE)
async def touched_by(session: Reading, adhesion_id: UUID, on: date) -> EmployedList:
    """Return who works for the employer of an adhesion on a civil day, by ids."""
    return await employments.touched_by(session, adhesion_id, on)


@router.post("/queries/employment", **SERVICE)
async def ask_employment(session: Reading, question: EmploymentQuestion) -> EmploymentAnswer:
    """Tell whether somebody works for an employer whose adhesion counts, on a civil day."""
    return await employments.employment_answer(session, question)
