"""Payments: the list of what is to be looked at, and a new batch for the bank."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.payments import PaymentRequest
from contracts.vouchers.payments import PaymentOrdered
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.money_form import Values, act_of, typed_act, typed_order
from services.dashboard.api.payments_view import list_values, owed_values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.batches import batches
from services.dashboard.queries.calls import applications_by_call
from services.dashboard.queries.money import reports
from services.dashboard.queries.payments import payables_of
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask
from services.dashboard.rules.wording import day_of


def routes(desk: Desk) -> APIRouter:
    """Return the routes of payments."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_orders(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/pagamenti", openapi_extra=callers(*EVERYBODY))
    async def listed(visitor: Annotated[Visitor, everybody], bando: str = "") -> Response:
        return page("payments.html", await _listed(desk, visitor, NOTHING_BACK, bando))


def _offer_orders(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        "/pagamenti/distinte",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def order(
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(typed_order)],
        act: Annotated[Values, Depends(typed_act)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            days = {"execute_on": day_of(typed["execute_on"]), "act": act_of(act)}
            body = told(PaymentRequest, {**typed, **days, "official": official(visitor)})
            ask = Ask("/v1/payment-batches", body, key=str(once), patience_s=ROW_BY_ROW_S)
            made = await desk.vouchers.post(PaymentOrdered, ask)
        except Refusal as refusal:
            back = Back("distinta", {**typed, **act}, refusal)
            values = await _listed(desk, visitor, back, typed["call_id"])
            return page("payments.html", values, refusal.status)
        what = "parziale" if made.left_out else "ordine"
        return RedirectResponse(f"/pagamenti/distinte/{made.batch_id}?fatto={what}", 303)


async def _listed(desk: Desk, visitor: Visitor, back: Back, call_id: str = "") -> dict[str, Any]:
    async with desk.database.reading() as session:
        waiting, made = await reports(session), await batches(session)
        calls = {*await applications_by_call(session), call_id} & set(desk.calls)
    known = call_id in desk.calls and visitor.signed.role == "manager"
    owed = await payables_of(desk.vouchers, call_id) if known else None
    values = list_values(desk, calls, waiting, made, back)
    values["owed"] = owed_values(desk.calls, owed) if owed else None
    return {**desk.frame("pagamenti"), "staff": visitor, "once": str(new_id()), **values}
