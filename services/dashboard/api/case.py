"""The page of one application, and the decision taken on it."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.applications.decisions import Decision
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.case_page import Come, case_done, case_page
from services.dashboard.api.case_view import Typed
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.usecases.decisions import Ruling, send_decision

OUTCOMES: Mapping[str, Literal["granted", "refused"]] = {"accept": "granted", "refuse": "refused"}
LONGEST = 4000


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the case page."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))
    manager = Depends(signed_in(desk, "manager"))

    @router.get("/domande/{application_id}", openapi_extra=callers(*EVERYBODY))
    async def opened(
        application_id: UUID, visitor: Annotated[Visitor, everybody], esito: str = ""
    ) -> Response:
        return await case_page(desk, visitor, application_id, result=esito)

    @router.post(
        "/domande/{application_id}/decisioni",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def decide(
        application_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Typed, Depends(_typed)],
    ) -> Response:
        try:
            await _decide(desk, visitor, application_id, typed)
        except Refusal as refusal:
            come = Come(typed.refused(refusal))
            return await case_page(desk, visitor, application_id, come)
        return case_done(application_id, "registrata")

    return router


def _typed(
    version: Annotated[int, Form(ge=1)],
    outcome: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Typed:
    return Typed(version, outcome, reason)


async def _decide(desk: Desk, visitor: Visitor, application_id: UUID, typed: Typed) -> None:
    if typed.outcome not in OUTCOMES:
        raise Refusal("outcome-missing", "Scegli se accogliere o respingere.", 422)
    decision = Decision(
        outcome=OUTCOMES[typed.outcome],
        official=f"staff:{visitor.signed.id}",
        checked=typed.version,
    )
    ruling = Ruling(decision, typed.reason.strip())
    async with desk.database.transaction(Cause(actor=decision.official)) as session:
        await send_decision(session, desk.cases, visitor.signed, application_id, ruling)
