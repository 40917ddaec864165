"""The vouchers of a case: their paper, and the acts that move them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.cases import ApplicationCard
from contracts.purchases import PaperForm, VoucherStep
from kit import logs
from kit.refusal import Refusal
from services.dashboard.api.case_page import Come, case_done, case_page
from services.dashboard.api.desk import Desk
from services.dashboard.api.documents import HEADERS
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Long, Short, official, told
from services.dashboard.api.term_view import Back
from services.dashboard.queries.calls import call_title, owner_name, version_of
from services.dashboard.queries.peer import Ask
from services.dashboard.queries.vouchers import vouchers_of

VOUCHER = "/domande/{application_id}/voucher/{voucher_id}"
NO_VOUCHER = ("no-voucher", "Questo voucher non è della pratica.", 404)
NO_CARD = ("owner-silent", "I dati della pratica non si leggono adesso: riprova tra poco.", 503)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of vouchers."""
    router = APIRouter(default_response_class=Response)
    _offer_moves(router, desk)
    _offer_papers(router, desk)
    return router


def _offer_moves(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{VOUCHER}/passi",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def move(
        application_id: UUID,
        voucher_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[dict[str, str], Depends(_typed_step)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            await _refuse_of_another(desk, application_id, voucher_id)
            step = told(VoucherStep, {**typed, "official": official(visitor)})
            path = f"/v1/vouchers/{voucher_id}/moves"
            await desk.vouchers.send(Ask(path, step, key=str(once)))
        except Refusal as refusal:
            back = Back(f"{typed['move']}-{voucher_id}", typed, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "voucher", "voucher")


def _typed_step(move: Short = "", act: Short = "", reason: Long = "") -> dict[str, str]:
    return {"move": move, "act": act.strip(), "reason": reason.strip()}


def _offer_papers(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))
    log = logs.logger("dashboard")

    @router.get(f"{VOUCHER}/foglio", openapi_extra=callers(*OPERATORS))
    async def paper(
        application_id: UUID, voucher_id: UUID, visitor: Annotated[Visitor, operators]
    ) -> Response:
        await _refuse_of_another(desk, application_id, voucher_id)
        card = (await desk.cards.read([application_id], official(visitor))).get(application_id)
        if card is None:
            raise Refusal(*NO_CARD)
        form = told(PaperForm, {"voucher_id": voucher_id, **_heading(desk, card)})
        made = await desk.vouchers.made(Ask("/v1/queries/voucher-papers", form))
        log.info("voucher-paper-read", staff=str(visitor.signed.id), voucher=str(voucher_id))
        named = {**HEADERS, "Content-Disposition": 'attachment; filename="voucher.pdf"'}
        return Response(made.content, media_type="application/pdf", headers=named)


async def _refuse_of_another(desk: Desk, application_id: UUID, voucher_id: UUID) -> None:
    known = {each.voucher_id for each in await vouchers_of(desk.vouchers, application_id)}
    if voucher_id not in known:
        raise Refusal(*NO_VOUCHER)


def _heading(desk: Desk, card: ApplicationCard) -> dict[str, Any]:
    version = version_of(desk.calls, card.call_id, card.call_version)
    owner = owner_name(desk.programmes, version.owner) if version else card.call_title
    return {
        "body_name": owner,
        "call_title": call_title(desk.calls, card.call_id) if version else card.call_title,
        "protocol": card.protocol,
        "holder": card.applicant if card.applicant_kind == "person" else None,
    }
