"""The page of one application, and the decision taken on it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.applications import Decision
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.case_view import NOTHING_TYPED, Typed, case_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.render import page
from services.dashboard.queries.cases import case as read_case
from services.dashboard.usecases.decisions import Ruling, send_decision

OUTCOMES: Mapping[str, Literal["granted", "refused"]] = {"accept": "granted", "refuse": "refused"}
LONGEST = 4000


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the case page."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))
    manager = Depends(signed_in(desk, "manager"))

    @router.get("/domande/{application_id}", openapi_extra=callers(*EVERYBODY))
    async def case_page(
        application_id: UUID, visitor: Annotated[Visitor, everybody], esito: str = ""
    ) -> Response:
        values = await _values(desk, visitor, application_id, NOTHING_TYPED)
        return page("application.html", {**values, "told": _told(esito)})

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
            values = await _values(desk, visitor, application_id, typed.refused(refusal))
            return page("application.html", values, refusal.status)
        return RedirectResponse(f"/domande/{application_id}?esito=registrata", 303)

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


async def _values(
    desk: Desk, visitor: Visitor, application_id: UUID, typed: Typed
) -> dict[str, Any]:
    async with desk.database.reading() as session:
        found = await read_case(session, application_id)
    cards = await desk.cards.read([application_id])
    return {
        **desk.frame(),
        "staff": visitor,
        **case_values(desk, found, cards.get(application_id), visitor.signed.role, typed),
    }


def _told(result: str) -> dict[str, str] | None:
    if result != "registrata":
        return None
    return {
        "tone": "good",
        "label": "Decisione registrata",
        "text": "Il sistema la sta eseguendo: la cronologia si aggiorna da sola.",
    }
