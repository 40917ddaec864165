"""The review of one application: its page, and what is written there by who reads it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from contracts.review import ConflictDeclaration, ProposalText
from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.render import page
from services.dashboard.api.review_form import (
    NO_OUTCOME,
    NO_REASON,
    Fields,
    Long,
    Short,
    checklist,
    score_sheet,
    typed_fields,
)
from services.dashboard.api.review_page import review_done, review_page
from services.dashboard.api.review_sheet import CHECKLIST, SHEET
from services.dashboard.api.review_view import CONFLICT, PROPOSAL
from services.dashboard.api.term_view import Back
from services.dashboard.models import SheetDraft
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.review import review_card
from services.dashboard.usecases import review

CASE = "/domande/{application_id}/istruttoria"
OUTCOMES = ("granted", "refused")
Once = Annotated[UUID, Form()]
Typed = Annotated[Fields, Depends(typed_fields)]
Work = Callable[[], Awaitable[object]]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the review of a case."""
    router = APIRouter(default_response_class=Response)
    operator = Depends(signed_in(desk, *OPERATORS))

    @router.get(CASE, openapi_extra=callers(*OPERATORS))
    async def opened(
        application_id: UUID, visitor: Annotated[Visitor, operator], esito: str = ""
    ) -> Response:
        return await review_page(desk, visitor, application_id, result=esito)

    _offer_work(router, desk)
    _offer_drafts(router, desk)
    _offer_ends(router, desk)
    return router


def _offer_work(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))
    guarded: Any = {
        "openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/verifiche", **guarded)
    async def answer(
        application_id: UUID, visitor: Annotated[Visitor, operator], fields: Typed
    ) -> Response:
        async def work() -> None:
            me = official(visitor)
            known = await review_card(desk.applications, application_id, me)
            given = checklist(me, fields, known.items)
            await review.fill_checklist(desk.applications, application_id, given)

        back = Back(CHECKLIST, fields.values())
        return await _worked(desk, visitor, application_id, back, work)

    @router.post(f"{CASE}/punti", **guarded)
    async def hand_in(
        application_id: UUID, visitor: Annotated[Visitor, operator], fields: Typed, once: Once
    ) -> Response:
        async def work() -> None:
            me = official(visitor)
            known = await review_card(desk.applications, application_id, me)
            sheet = score_sheet(me, fields, known.criteria)
            async with desk.database.transaction(Cause(actor=me)) as session:
                await review.hand_in(session, desk.applications, application_id, sheet, once)

        back = Back(SHEET, fields.values())
        return await _worked(desk, visitor, application_id, back, work)


def _offer_drafts(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{CASE}/punti/bozza",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def keep(
        request: Request,
        application_id: UUID,
        visitor: Annotated[Visitor, operator],
        fields: Typed,
    ) -> Response:
        async with desk.database.transaction(Cause(actor=official(visitor))) as session:
            found = await read_case(session, application_id)
            draft = SheetDraft(
                application_id=application_id, staff_id=visitor.signed.id,
                checked=found.row.checked, points=fields.written(), at=clock.now(),
            )  # fmt: skip
            await review.keep_draft(session, draft)
        if "hx-request" in request.headers:
            return page("saved.html", {"at": clock.now()})
        return review_done(application_id, "bozza", SHEET)


def _offer_ends(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))
    guarded: Any = {
        "openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/proposta", **guarded)
    async def propose(
        application_id: UUID,
        visitor: Annotated[Visitor, operator],
        once: Once,
        values: Annotated[dict[str, Any], Depends(_proposed)],
    ) -> Response:
        async def work() -> None:
            proposed = _proposal(visitor, values)
            await review.propose(desk.applications, application_id, proposed, once)

        return await _worked(desk, visitor, application_id, Back(PROPOSAL, values), work)

    @router.post(f"{CASE}/conflitto", **guarded)
    async def conflict(
        application_id: UUID,
        visitor: Annotated[Visitor, operator],
        once: Once,
        reason: Long = "",
    ) -> Response:
        try:
            await _declare_conflict(desk, visitor, application_id, reason.strip(), once)
        except Refusal as refusal:
            back = Back(CONFLICT, {"reason": reason}, refusal)
            return await review_page(desk, visitor, application_id, back)
        return RedirectResponse("/istruttorie?esito=dichiarata", 303)


async def _worked(
    desk: Desk, visitor: Visitor, application_id: UUID, back: Back, work: Work
) -> Response:
    """Do what a form asks for, or bring the form back with the reason why not."""
    try:
        await work()
    except Refusal as refusal:
        again = Back(back.form, back.values, refusal)
        return await review_page(desk, visitor, application_id, again)
    return review_done(application_id, back.form, back.form)


def _proposed(
    checked: Annotated[int, Form(ge=1)], outcome: Short = "", reason: Long = ""
) -> dict[str, Any]:
    return {"outcome": outcome, "reason": reason.strip(), "checked": checked}


def _proposal(visitor: Visitor, values: dict[str, Any]) -> ProposalText:
    if values["outcome"] not in OUTCOMES:
        raise Refusal(*NO_OUTCOME)
    return told(ProposalText, {**values, "reviewer": official(visitor)}, NO_REASON)


async def _declare_conflict(
    desk: Desk, visitor: Visitor, application_id: UUID, reason: str, once: UUID
) -> None:
    if not reason:
        raise Refusal(*NO_REASON)
    async with desk.database.reading() as session:
        found = await read_case(session, application_id)
    declaration = ConflictDeclaration(
        reviewer=official(visitor), conflict=True, application_id=application_id, reason=reason
    )
    await review.declare(desk.applications, found.row.call_id, declaration, once)
