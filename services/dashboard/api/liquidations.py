"""A part of an award that is owed before any report: an advance or an instalment, by an act."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.money import Liquidation
from kit.refusal import Refusal
from services.dashboard.api.case_page import Come, case_done, case_page
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import SESSION, Visitor, callers, own_form, signed_in
from services.dashboard.api.hearing_form import Short, official, told
from services.dashboard.api.money_form import Values, act_of, sum_of, typed_act
from services.dashboard.api.term_view import Back
from services.dashboard.queries.peer import Ask


def routes(desk: Desk) -> APIRouter:
    """Return the route of liquidations without a report."""
    router = APIRouter(default_response_class=Response)
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        "/domande/{application_id}/liquidazioni",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def liquidate(
        application_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(_typed)],
        act: Annotated[Values, Depends(typed_act)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            part = {"kind": typed["kind"], "amount_cents": sum_of(typed["amount"])}
            part |= {"withholding": bool(typed["withholding"]), "act": act_of(act)}
            owed = {"application_id": application_id, "official": official(visitor)}
            body = told(Liquidation, {**part, **owed})
            await desk.vouchers.send(Ask("/v1/liquidations", body, key=str(once)))
        except Refusal as refusal:
            back = Back("liquidazione", {**typed, **act}, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "liquidata", "liquida")

    return router


def _typed(kind: Short = "", amount: Short = "", withholding: Short = "") -> Values:
    return {"kind": kind, "amount": amount, "withholding": withholding}
