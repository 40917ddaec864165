"""Payments: the list of what is to be looked at, and the batches that go to the bank."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.responses import RedirectResponse, Response

from contracts.money import PaymentRequest
from contracts.vouchers.payments import PaymentOrdered
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import BODY_BYTES
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
from services.dashboard.api.payments_view import batch_values, list_values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.cases import numbers_of
from services.dashboard.queries.money import batch, batches, outcomes, reports
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask
from services.dashboard.rules.wording import day_of

BATCH = "/pagamenti/distinte/{batch_id}"
MOST_BYTES = 20 * 1024 * 1024
NO_FILE = ("no-file", "Scegli il file degli esiti.", 422)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of payments."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_orders(router, desk)
    _offer_bank(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/pagamenti", openapi_extra=callers(*EVERYBODY))
    async def listed(visitor: Annotated[Visitor, everybody]) -> Response:
        return page("payments.html", await _listed(desk, visitor, NOTHING_BACK))

    @router.get(BATCH, openapi_extra=callers(*EVERYBODY))
    async def one(
        batch_id: UUID, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        return page("batch.html", await _batch(desk, visitor, batch_id, NOTHING_BACK, fatto))


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
            await desk.vouchers.post(PaymentOrdered, ask)
        except Refusal as refusal:
            values = await _listed(desk, visitor, Back("distinta", {**typed, **act}, refusal))
            return page("payments.html", values, refusal.status)
        return RedirectResponse("/pagamenti#distinte", 303)

    @router.post(
        f"{BATCH}/invio", openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)]
    )
    async def sent(batch_id: UUID, visitor: Annotated[Visitor, manager]) -> Response:
        path = f"/v1/payment-batches/{batch_id}/sendings"
        try:
            await desk.vouchers.send(Ask(path, key=f"sent-{batch_id}"))
        except Refusal as refusal:
            values = await _batch(desk, visitor, batch_id, Back("invio", {}, refusal))
            return page("batch.html", values, refusal.status)
        return RedirectResponse(f"/pagamenti/distinte/{batch_id}?fatto=invio", 303)


def _offer_bank(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{BATCH}/esiti",
        openapi_extra={**callers("manager"), BODY_BYTES: MOST_BYTES},
        dependencies=[own_form(desk, SESSION)],
    )
    async def told_by_bank(
        batch_id: UUID, visitor: Annotated[Visitor, manager], file: Annotated[UploadFile, File()]
    ) -> Response:
        path = f"/v1/payment-batches/{batch_id}/outcomes"
        try:
            content = await _bytes(file)
            await desk.vouchers.send(Ask(path, content=content, patience_s=ROW_BY_ROW_S))
        except Refusal as refusal:
            values = await _batch(desk, visitor, batch_id, Back("esiti", {}, refusal))
            return page("batch.html", values, refusal.status)
        return RedirectResponse(f"/pagamenti/distinte/{batch_id}?fatto=esiti", 303)


async def _bytes(file: UploadFile) -> bytes:
    content = await file.read()
    if not content:
        raise Refusal(*NO_FILE)
    return content


async def _listed(desk: Desk, visitor: Visitor, back: Back) -> dict[str, Any]:
    async with desk.database.reading() as session:
        waiting, made = await reports(session), await batches(session)
    values = list_values(desk, waiting, made, back)
    return {**desk.frame("pagamenti"), "staff": visitor, "once": str(new_id()), **values}


async def _batch(
    desk: Desk, visitor: Visitor, batch_id: UUID, back: Back, done: str = ""
) -> dict[str, Any]:
    async with desk.database.reading() as session:
        found, said = await batch(session, batch_id), await outcomes(session, batch_id)
        ids = {each.application_id for each in said if each.application_id}
        numbers = await numbers_of(session, ids)
    values = batch_values(desk, found, said, numbers)
    refused = {"wrong": back.refusal.sentence if back.refusal else "", "wrong_in": back.form}
    return {**desk.frame("pagamenti"), "staff": visitor, "done": done, **refused, **values}
