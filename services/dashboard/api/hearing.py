"""What is asked of who applied and told to them before a decision: drafted, read again, sent."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.applications.procedure import GiveNotice, RequestIntegration
from contracts.terms import IntegrationDraft, NoticeDraft
from kit.refusal import Refusal
from services.dashboard.api.case_page import Come, case_done, case_page
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Rows, official, told, typed_rows
from services.dashboard.api.term_view import Back
from services.dashboard.usecases.hearing import draft_integration, draft_notice

CASE = "/domande/{application_id}"
PLACE = "contraddittorio"
Typed = Annotated[Rows, Depends(typed_rows)]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of integrations and notices."""
    router = APIRouter(default_response_class=Response)
    _offer_integrations(router, desk)
    _offer_notices(router, desk)
    return router


def _offer_integrations(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))
    guarded: Any = {
        "openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/integrazioni", **guarded)
    async def draft(
        application_id: UUID,
        visitor: Annotated[Visitor, operator],
        rows: Typed,
        days: Annotated[str, Form(max_length=4)] = "",
    ) -> Response:
        try:
            items, who = rows.missing(), official(visitor)
            kept = {"items": items, "days": days.strip() or None, "official": who}
            asked = told(IntegrationDraft, kept)
            await draft_integration(desk.applications, application_id, asked)
        except Refusal as refusal:
            back = Back("integrazione", {"rows": rows.rows, "days": days}, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "bozza", PLACE)

    @router.post(f"{CASE}/integrazioni/{{integration_id}}/invii", **guarded)
    async def send(
        application_id: UUID, integration_id: UUID, visitor: Annotated[Visitor, operator]
    ) -> Response:
        asked = RequestIntegration(
            application_id=application_id, integration_id=integration_id, official=official(visitor)
        )
        try:
            await desk.cases.ask_integration(asked)
        except Refusal as refusal:
            back = Back(f"integrazione-{integration_id}", {}, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "integrazione", PLACE)


def _offer_notices(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))
    guarded: Any = {
        "openapi_extra": callers("manager"), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/preavvisi", **guarded)
    async def draft(
        application_id: UUID, visitor: Annotated[Visitor, manager], rows: Typed
    ) -> Response:
        try:
            notice = told(NoticeDraft, {"official": official(visitor), "more": rows.reasons()})
            await draft_notice(desk.applications, application_id, notice)
        except Refusal as refusal:
            back = Back("preavviso", {"rows": rows.rows}, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "bozza", PLACE)

    @router.post(f"{CASE}/preavvisi/{{notice_id}}/invii", **guarded)
    async def send(
        application_id: UUID, notice_id: UUID, visitor: Annotated[Visitor, manager]
    ) -> Response:
        who = official(visitor)
        given = GiveNotice(application_id=application_id, notice_id=notice_id, official=who)
        try:
            await desk.cases.give_notice(given)
        except Refusal as refusal:
            back = Back(f"preavviso-{notice_id}", {}, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "preavviso", PLACE)
