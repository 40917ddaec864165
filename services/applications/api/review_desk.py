"""The doors of who gives reviews out, and of who signs: who reads what, the act before it is."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from contracts.applications.review import STAFF
from contracts.places import CallId
from contracts.readings import ActAsked, ActPreview, Readings, Reviewers, WaitsFor
from kit.database import Cause
from kit.web import SERVICE
from services.applications.api.door import Reading
from services.applications.usecases import act_preview, review_desk

router = APIRouter(prefix="/v1")


def _wanted(
    call_id: CallId | None = None,
    reviewer: Annotated[str, Query(pattern=rf"{STAFF}|^$")] = "",
    waits_for: WaitsFor | None = None,
    after: UUID | None = None,
) -> dict[str, object]:
    return {
        "call_id": call_id or "", "reviewer": reviewer, "waits_for": waits_for or "",
        "after": after,
    }  # fmt: skip


@router.get("/readings", **SERVICE)
async def read_readings(
    session: Reading, wanted: Annotated[dict[str, object], Depends(_wanted)]
) -> Readings:
    """Return a page of undecided applications under review, with who reads them."""
    return await review_desk.readings(session, wanted)


@router.get("/calls/{call_id}/reviewers", **SERVICE)
async def read_reviewers(session: Reading, call_id: CallId) -> Reviewers:
    """Return who is appointed to review a call, and how much waits for each of them."""
    return await review_desk.reviewers(session, call_id)


@router.post("/applications/{application_id}/act-previews", **SERVICE)
async def preview_act(request: Request, application_id: UUID, asked: ActAsked) -> ActPreview:
    """Return the act of a decision as it would be written now; nothing is kept."""
    async with request.app.state.database.transaction(Cause(actor=asked.official)) as session:
        return await act_preview.act_preview(session, application_id, asked)
