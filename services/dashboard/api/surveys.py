"""Needs surveys: tickets handed out, the closing, and figures without small numbers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import RedirectResponse, Response

from contracts.roll import AdhesionRow
from contracts.surveys import ReleaseRequest, SurveyCard, SurveyClosing, TicketRequest, Tickets
from kit.refusal import Refusal
from services.dashboard.api.adhesions_view import alliances
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Long, Short, official, told
from services.dashboard.api.render import page
from services.dashboard.api.surveys_view import Shown, survey_line, survey_values
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries import network
from services.dashboard.queries.network import Filter
from services.dashboard.queries.peer import Ask

ONE = "/indagini/{survey_id}"
DONE: Mapping[str, tuple[str, str]] = {
    "chiusa": ("Indagine chiusa", "Nessuno può più rispondere: si possono pubblicare i dati."),
    "versione": ("Dati pubblicati", "È una versione che resta: ricalcolata, è sempre uguale."),
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of surveys."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_tickets(router, desk)
    _offer_end(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/indagini", openapi_extra=callers(*EVERYBODY))
    async def listed(
        visitor: Annotated[Visitor, everybody],
        alleanza: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        known = [each["value"] for each in alliances(desk.programmes) if each["value"]]
        chosen = [alleanza] if alleanza in known else known
        found = [card for slug in chosen for card in await network.surveys(desk.network, slug)]
        values = {
            "rows": [survey_line(each, desk.programmes) for each in found],
            "alliances": alliances(desk.programmes),
            "alliance": alleanza if alleanza in known else "",
        }
        return page("surveys.html", {**desk.frame("rete"), "staff": visitor, **values})

    @router.get(ONE, openapi_extra=callers(*EVERYBODY))
    async def one(
        survey_id: UUID,
        visitor: Annotated[Visitor, everybody],
        versione: Annotated[int, Query(ge=0, le=10_000)] = 0,
        fatto: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        return await _page(desk, visitor, survey_id, versione=versione, done=fatto)


def _offer_tickets(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/biglietti",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def hand_out(
        survey_id: UUID,
        visitor: Annotated[Visitor, operators],
        adhesion_id: Short = "",
        count: Short = "",
    ) -> Response:
        typed = {"adhesion_id": adhesion_id, "count": count}
        try:
            wanted = int(count) if count.isascii() and count.isdigit() else None
            values = {"adhesion_id": adhesion_id, "count": wanted, "official": official(visitor)}
            ask = Ask(f"/v1/surveys/{survey_id}/tickets", told(TicketRequest, values))
            made = await desk.network.post(Tickets, ask)
        except Refusal as refusal:
            return await _page(desk, visitor, survey_id, Back("biglietti", typed, refusal))
        # They are told once: this answer is the only page that ever shows them.
        return await _page(desk, visitor, survey_id, tickets=made.items)


def _offer_end(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))
    guarded: Any = {
        "openapi_extra": callers("manager"), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{ONE}/chiusura", **guarded)
    async def close(survey_id: UUID, visitor: Annotated[Visitor, manager]) -> Response:
        try:
            body = SurveyClosing(official=official(visitor))
            await desk.network.send(Ask(f"/v1/surveys/{survey_id}/closings", body))
        except Refusal as refusal:
            return await _page(desk, visitor, survey_id, Back("chiusura", {}, refusal))
        return RedirectResponse(f"/indagini/{survey_id}?fatto=chiusa", 303)

    @router.post(f"{ONE}/versioni", **guarded)
    async def release(
        survey_id: UUID,
        visitor: Annotated[Visitor, manager],
        once: Annotated[UUID, Form()],
        reason: Long = "",
    ) -> Response:
        try:
            body = told(ReleaseRequest, {"reason": reason.strip(), "official": official(visitor)})
            ask = Ask(f"/v1/surveys/{survey_id}/releases", body, key=str(once))
            await desk.network.send(ask)
        except Refusal as refusal:
            back = Back("versione", {"reason": reason}, refusal)
            return await _page(desk, visitor, survey_id, back)
        return RedirectResponse(f"/indagini/{survey_id}?fatto=versione", 303)


async def _page(
    desk: Desk, visitor: Visitor, survey_id: UUID, back: Back = NOTHING_BACK, **more: Any
) -> Response:
    card = await network.survey(desk.network, survey_id)
    shown = await _shown(desk, card, more.get("versione", 0))
    label, text = DONE.get(more.get("done", ""), ("", ""))
    values = {
        **desk.frame("rete"),
        "staff": visitor,
        "told": {"tone": "good", "label": label, "text": text} if label else None,
        "tickets": more.get("tickets", ()),
        **survey_values(card, desk.programmes, shown, back),
        "may_hand_out": visitor.signed.role in OPERATORS and card.state == "open",
        "may_close": visitor.signed.role == "manager" and card.state == "open",
        "may_release": visitor.signed.role == "manager" and card.state == "closed",
    }
    return page("survey.html", values, back.refusal.status if back.refusal else 200)


async def _shown(desk: Desk, card: SurveyCard, wanted: int) -> Shown:
    number = wanted if 0 < wanted <= card.releases else card.releases
    release = await network.release(desk.network, card.survey_id, number) if number else None
    return Shown(release, await _members(desk, card.alliance))


async def _members(desk: Desk, alliance: str) -> Sequence[AdhesionRow]:
    """Return the firms that joined, to hand tickets to; the first page of them is enough."""
    return (await network.roll(desk.network, Filter(alliance, "confirmed"))).items
