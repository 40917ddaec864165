"""What the responsible official does in a review: give it to others, sign, read the act first."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.readings import ActAsked, ActPreview
from contracts.review import Handover, Signature
from kit.refusal import Refusal
from services.dashboard.api.case import OUTCOMES
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import SESSION, Visitor, callers, own_form, signed_in
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.render import page
from services.dashboard.api.review_form import NO_REASON, Long, Short
from services.dashboard.api.review_page import review_done, review_page
from services.dashboard.api.review_sign import DECIDE, SIGN
from services.dashboard.api.term_view import Back
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.act_words import named, parts, signers
from services.dashboard.rules.wording import protocol
from services.dashboard.usecases import review

CASE = "/domande/{application_id}/istruttoria"
NO_OUTCOME = ("outcome-missing", "Scegli se accogliere o respingere.", 422)
Once = Annotated[UUID, Form()]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of hand-overs, signatures and acts."""
    router = APIRouter(default_response_class=Response)
    _offer_signs(router, desk)
    _offer_act(router, desk)
    return router


def _offer_signs(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))
    guarded: Any = {
        "openapi_extra": callers("manager"), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/assegnazioni", **guarded)
    async def hand_over(
        application_id: UUID,
        visitor: Annotated[Visitor, manager],
        once: Once,
        typed: Annotated[Mapping[str, str], Depends(_handed_over)],
    ) -> Response:
        values = {**typed, "to": typed["to"] or None, "official": official(visitor)}
        reading = values.pop("reading")
        try:
            handover = told(Handover, values, NO_REASON)
            await review.hand_over(desk.applications, application_id, handover, once)
        except Refusal as refusal:
            back = Back(f"passa-{reading}", typed, refusal)
            return await review_page(desk, visitor, application_id, back)
        return review_done(application_id, "assegnata")

    @router.post(f"{CASE}/firma", **guarded)
    async def sign(
        application_id: UUID,
        visitor: Annotated[Visitor, manager],
        once: Once,
        checked: Annotated[int, Form(ge=1)],
    ) -> Response:
        signature = Signature(official=official(visitor), checked=checked)
        try:
            await review.sign_under(desk.applications, application_id, signature, once)
        except Refusal as refusal:
            back = Back(SIGN, {}, refusal)
            return await review_page(desk, visitor, application_id, back)
        return review_done(application_id, SIGN, SIGN)


def _handed_over(
    reviewer: Annotated[str, Form(max_length=64)],
    reading: Short = "",
    to: Annotated[str, Form(max_length=64)] = "",
    reason: Long = "",
) -> Mapping[str, str]:
    return {"reviewer": reviewer, "reading": reading, "to": to, "reason": reason.strip()}


def _offer_act(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{CASE}/atto",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def read(
        application_id: UUID,
        visitor: Annotated[Visitor, manager],
        version: Annotated[int, Form(ge=1)],
        outcome: Short = "",
        reason: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        values = {"version": version, "outcome": outcome, "reason": reason.strip()}
        try:
            shown = await _preview(desk, visitor, application_id, values)
        except Refusal as refusal:
            back = Back(DECIDE, values, refusal)
            return await review_page(desk, visitor, application_id, back)
        return page("act.html", await _values(desk, visitor, application_id, values, shown))


async def _preview(
    desk: Desk, visitor: Visitor, application_id: UUID, values: Mapping[str, Any]
) -> ActPreview:
    if values["outcome"] not in OUTCOMES:
        raise Refusal(*NO_OUTCOME)
    given = {
        "outcome": OUTCOMES[values["outcome"]], "official": official(visitor),
        "checked": values["version"], "reason": values["reason"],
    }  # fmt: skip
    return await review.preview_act(desk.applications, application_id, told(ActAsked, given))


async def _values(
    desk: Desk,
    visitor: Visitor,
    application_id: UUID,
    values: Mapping[str, Any],
    shown: ActPreview,
) -> dict[str, Any]:
    async with desk.database.reading() as session:
        found = await read_case(session, application_id)
        names = await staff_names(session, signers(shown.words))
    known = {each: names.get(each, SOMEBODY) for each in signers(shown.words)}
    return {
        **desk.frame("istruttorie"),
        "staff": visitor,
        "number": protocol(found.row.register_number, found.row.register_year),
        "act": f"{shown.act_number}/{shown.act_year}",
        "parts": parts(named(shown.words, known)),
        "back": f"/domande/{application_id}/istruttoria#{DECIDE}",
        "action": f"/domande/{application_id}/decisioni",
        "values": values,
        "button": "Firma e accogli" if values["outcome"] == "accept" else "Firma e respingi",
    }
