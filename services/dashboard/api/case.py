"""The page of one application, and the decision taken on it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.applications import Decision
from contracts.cases import ApplicationCard
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.card_view import Around
from services.dashboard.api.case_view import NOTHING_TYPED, Seen, Typed, case_values
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
from services.dashboard.queries.calls import line_of, published_versions, version_of
from services.dashboard.queries.cases import Case, numbers_of
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.staff import staff_names
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
    card = (await desk.cards.read([application_id])).get(application_id)
    around = await _around(desk, found, card)
    seen = Seen(found, card, around, visitor.signed.role)
    return {**desk.frame("domande"), "staff": visitor, **case_values(desk, seen, typed)}


async def _around(desk: Desk, case: Case, card: ApplicationCard | None) -> Around:
    row = case.row
    others = {other for each in (card.warnings if card else ()) for other in each.others}
    async with desk.database.reading() as session:
        numbers = await numbers_of(session, others)
        names = await staff_names(session, {card.filed_by} if card else set())
        published = await published_versions(session, row.call_id)
    line = line_of(version_of(desk.calls, row.call_id, row.call_version), row.line)
    return Around(numbers, names, published, line)


RESULTS = {
    "registrata": (
        "Decisione registrata",
        "Il sistema la sta eseguendo: la cronologia si aggiorna da sola.",
    ),
    "versione": (
        "Atto registrato",
        "I requisiti si controllano con l'altra versione: la pagina si aggiorna da sola.",
    ),
}


def _told(result: str) -> dict[str, str] | None:
    if result not in RESULTS:
        return None
    label, text = RESULTS[result]
    return {"tone": "good", "label": label, "text": text}
