"""One batch of payments: confirmed by a second person, its file for the bank, what came back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import RedirectResponse, Response

from contracts.payments import BatchConfirmation, BatchDecline
from kit.refusal import Refusal
from kit.web import BODY_BYTES
from services.dashboard.api.batch_view import batch_values, left_out_values, officials_of
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Long, official, told
from services.dashboard.api.money_form import Values, typed_accounts
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.batches import fates_of
from services.dashboard.queries.cases import numbers_of
from services.dashboard.queries.payments import Owners, application_of, batch_of, payment_file
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask
from services.dashboard.queries.staff import staff_names

BATCH = "/pagamenti/distinte/{batch_id}"
MOST_BYTES = 20 * 1024 * 1024
NO_FILE = ("no-file", "Scegli il file degli esiti.", 422)
DONE = {
    "ordine": ("Distinta composta", "Prima che il file parta, un'altra persona la conferma."),
    "parziale": (
        "Distinta composta, ma non con tutto",
        "Ciò che resta fuori è elencato qui sotto, con la ragione: rimane da pagare.",
    ),
    "annullamento": ("Distinta annullata", "Le somme sono di nuovo da pagare."),
    "conferma": ("Distinta confermata", "Ora si può scaricare il file per la banca."),
    "invio": ("Invio registrato", "Quando la banca risponde, carica qui il suo file."),
    "esiti": ("Esiti registrati", "Qui sotto, riga per riga, che cosa ha cambiato il file."),
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of one batch."""
    router = APIRouter(default_response_class=Response)
    _offer_page(router, desk)
    _offer_steps(router, desk)
    _offer_decline(router, desk)
    _offer_file(router, desk)
    _offer_bank(router, desk)
    return router


def _offer_page(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get(BATCH, openapi_extra=callers(*EVERYBODY))
    async def one(
        batch_id: UUID, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        return page("batch.html", await _values(desk, visitor, batch_id, NOTHING_BACK, fatto))


def _offer_steps(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))
    guarded: Any = {
        "openapi_extra": callers("manager"), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{BATCH}/conferma", **guarded)
    async def confirm(batch_id: UUID, visitor: Annotated[Visitor, manager]) -> Response:
        who = official(visitor)
        path, key = f"/v1/payment-batches/{batch_id}/confirmations", f"confirm-{batch_id}-{who}"
        try:
            await desk.vouchers.send(Ask(path, BatchConfirmation(official=who), key=key))
        except Refusal as refusal:
            return await _refused(desk, visitor, batch_id, Back("conferma", {}, refusal))
        return _done(batch_id, "conferma")

    @router.post(f"{BATCH}/invio", **guarded)
    async def sent(batch_id: UUID, visitor: Annotated[Visitor, manager]) -> Response:
        path = f"/v1/payment-batches/{batch_id}/sendings"
        try:
            await desk.vouchers.send(Ask(path, key=f"sent-{batch_id}"))
        except Refusal as refusal:
            return await _refused(desk, visitor, batch_id, Back("invio", {}, refusal))
        return _done(batch_id, "invio")


def _offer_decline(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{BATCH}/annullamento",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def decline(
        batch_id: UUID, visitor: Annotated[Visitor, manager], reason: Long = ""
    ) -> Response:
        path = f"/v1/payment-batches/{batch_id}/declines"
        try:
            body = told(BatchDecline, {"reason": reason.strip(), "official": official(visitor)})
            await desk.vouchers.send(Ask(path, body, key=f"decline-{batch_id}"))
        except Refusal as refusal:
            back = Back("annullamento", {"reason": reason}, refusal)
            return await _refused(desk, visitor, batch_id, back)
        return _done(batch_id, "annullamento")


def _offer_file(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{BATCH}/file", openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)]
    )
    async def file(
        batch_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(typed_accounts)],
    ) -> Response:
        try:
            content = await payment_file(
                Owners(desk.vouchers, desk.applications), batch_id, typed, official(visitor)
            )
        except Refusal as refusal:
            return await _refused(desk, visitor, batch_id, Back("file", typed, refusal))
        name = f"attachment; filename=distinta-{batch_id}.xml"
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(content, media_type="application/xml", headers=headers)


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
        path, who = f"/v1/payment-batches/{batch_id}/outcomes", (("official", official(visitor)),)
        try:
            content = await _bytes(file)
            await desk.vouchers.send(Ask(path, content=content, query=who, patience_s=ROW_BY_ROW_S))
        except Refusal as refusal:
            return await _refused(desk, visitor, batch_id, Back("esiti", {}, refusal))
        return _done(batch_id, "esiti")


async def _bytes(file: UploadFile) -> bytes:
    content = await file.read()
    if not content:
        raise Refusal(*NO_FILE)
    return content


def _done(batch_id: UUID, what: str) -> Response:
    return RedirectResponse(f"/pagamenti/distinte/{batch_id}?fatto={what}", 303)


async def _refused(desk: Desk, visitor: Visitor, batch_id: UUID, back: Back) -> Response:
    values = await _values(desk, visitor, batch_id, back)
    return page("batch.html", values, back.refusal.status if back.refusal else 422)


async def _values(
    desk: Desk, visitor: Visitor, batch_id: UUID, back: Back, done: str = ""
) -> dict[str, Any]:
    batch = await batch_of(desk.vouchers, batch_id)
    paid = {application_of(each.payee) for each in batch.orders}
    async with desk.database.reading() as session:
        left_out = (await fates_of(session, [batch_id]))[batch_id].left_out
        cases = paid | {each.application_id for each in left_out}
        numbers = await numbers_of(session, {each for each in cases if each})
        names = await staff_names(session, officials_of(batch))
    label, text = DONE.get(done, ("", ""))
    return {
        **desk.frame("pagamenti"),
        "staff": visitor,
        "told": {"tone": "good", "label": label, "text": text} if label else None,
        "back": back,
        "may": visitor.signed.role == "manager",
        "mine": batch.official == official(visitor),
        **batch_values(desk.calls, batch, numbers, names),
        "left_out": left_out_values(left_out, numbers),
    }
