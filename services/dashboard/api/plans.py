"""One plan: its milestones with their papers, its approval by an act, its hours."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from starlette.responses import RedirectResponse, Response

from contracts.intake import AttachmentReceipt
from contracts.plans import HoursBooking, MilestoneFiling, PlanApproval, PlanCard
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import BODY_BYTES
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
from services.dashboard.api.hearing_form import Short, official, told
from services.dashboard.api.money_form import Values, typed_act
from services.dashboard.api.plan_view import bookings, plan_line
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries import network
from services.dashboard.queries.peer import Ask
from services.dashboard.queries.staff import staff_names
from services.dashboard.rules.network_words import MILESTONES
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import day_of

ONE = "/piani/{plan_id}"
MOST_BYTES = 11 * 1024 * 1024
NO_FILE = ("no-file", "Scegli il documento che lo prova.", 422)
HOUR = 60
DONE: Mapping[str, tuple[str, str]] = {
    "passo": ("Passo registrato", "Il documento che lo prova è agli atti."),
    "approvazione": ("Piano approvato", "Ora può seguire l'accordo sindacale."),
    "ore": ("Ore registrate", "Il conto delle ore è aggiornato."),
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of plans."""
    router = APIRouter(default_response_class=Response)
    _offer_page(router, desk)
    _offer_milestones(router, desk)
    _offer_approval(router, desk)
    _offer_hours(router, desk)
    return router


def _offer_page(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get(ONE, openapi_extra=callers(*EVERYBODY))
    async def one(
        plan_id: UUID,
        visitor: Annotated[Visitor, everybody],
        fatto: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        return await _page(desk, visitor, plan_id, NOTHING_BACK, fatto)


def _offer_milestones(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/passi",
        openapi_extra={**callers(*OPERATORS), BODY_BYTES: MOST_BYTES},
        dependencies=[own_form(desk, SESSION)],
    )
    async def reach(
        plan_id: UUID,
        visitor: Annotated[Visitor, operators],
        typed: Annotated[Values, Depends(_typed_milestone)],
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        try:
            values = {**typed, "reached_on": day_of(typed["reached_on"])}
            paper = await _kept(desk, file)
            body = told(
                MilestoneFiling, {**values, "document_id": paper, "official": official(visitor)}
            )
            await desk.network.send(Ask(f"/v1/plans/{plan_id}/milestones", body))
        except Refusal as refusal:
            return await _page(desk, visitor, plan_id, Back("passo", typed, refusal))
        return _done(plan_id, "passo")


def _offer_approval(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{ONE}/approvazione",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def approve(
        plan_id: UUID,
        visitor: Annotated[Visitor, manager],
        act: Annotated[Values, Depends(typed_act)],
    ) -> Response:
        try:
            values = {**act, "act_on": day_of(act["act_on"]), "official": official(visitor)}
            body = told(PlanApproval, values)
            await desk.network.send(Ask(f"/v1/plans/{plan_id}/approvals", body))
        except Refusal as refusal:
            return await _page(desk, visitor, plan_id, Back("approvazione", act, refusal))
        return _done(plan_id, "approvazione")


def _offer_hours(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/ore", openapi_extra=callers(*OPERATORS), dependencies=[own_form(desk, SESSION)]
    )
    async def book(
        plan_id: UUID,
        visitor: Annotated[Visitor, operators],
        once: Annotated[UUID, Form()],
        typed: Annotated[Values, Depends(_typed_hours)],
    ) -> Response:
        try:
            body = _booking(typed, official(visitor))
            await desk.network.send(Ask(f"/v1/plans/{plan_id}/hours", body, key=str(once)))
        except Refusal as refusal:
            return await _page(desk, visitor, plan_id, Back("ore", typed, refusal))
        return _done(plan_id, "ore")


def _typed_milestone(milestone: Short = "", reached_on: Short = "") -> Values:
    return {"milestone": milestone, "reached_on": reached_on}


def _typed_hours(
    on: Short = "", hours: Short = "", minutes: Short = "", topic: Short = ""
) -> Values:
    return {"on": on, "hours": hours, "minutes": minutes, "topic": topic.strip()}


def _booking(typed: Values, who: str) -> HoursBooking:
    """Return the hours as their owner takes them: those of who writes them down."""
    parts = [typed["hours"].strip() or "0", typed["minutes"].strip() or "0"]
    whole = all(each.isascii() and each.isdigit() for each in parts)
    minutes = int(parts[0]) * HOUR + int(parts[1]) if whole else None
    values = {"on": day_of(typed["on"]), "topic": typed["topic"], "minutes": minutes}
    return told(HoursBooking, {**values, "consultant": who, "official": who})


async def _kept(desk: Desk, file: UploadFile | None) -> UUID:
    """Hand a paper over to who keeps papers; refuses `no-file` (422) and what its owner does."""
    content = await file.read() if file else b""
    if not content or file is None:
        raise Refusal(*NO_FILE)
    named = (("name", file.filename or "documento"),)
    ask = Ask("/v1/attachments", content=content, query=named)
    return (await desk.applications.post(AttachmentReceipt, ask)).attachment_id


def _done(plan_id: UUID, what: str) -> Response:
    return RedirectResponse(f"/piani/{plan_id}?fatto={what}", 303)


async def _page(
    desk: Desk, visitor: Visitor, plan_id: UUID, back: Back, done: str = ""
) -> Response:
    card = await network.plan(desk.network, plan_id)
    firm = await network.adhesion(desk.network, card.adhesion_id)
    async with desk.database.reading() as session:
        names = await staff_names(session, {each.consultant for each in card.hours})
    label, text = DONE.get(done, ("", ""))
    values = {
        **desk.frame("rete"),
        "staff": visitor,
        "told": {"tone": "good", "label": label, "text": text} if label else None,
        "plan": plan_line(card),
        "firm": {"name": firm.name, "href": f"/adesioni/{firm.adhesion_id}"},
        "months": card.experiment_months,
        "hours": bookings(card, names),
        "forms": _forms(card, visitor.signed.role, back),
    }
    return page("plan.html", values, back.refusal.status if back.refusal else 200)


def _forms(card: PlanCard, role: str, back: Back) -> dict[str, Any]:
    """Return the forms that are open: the next milestone, the approval, the hours."""
    written = {each.milestone for each in card.milestones}
    here, may = f"/piani/{card.plan_id}", role in OPERATORS and card.state != "completed"
    waits_for_act = card.state == "open" and "plan" in written
    return {
        "milestone": _form(f"{here}/passi", "passo", back)
        | {"next": card.next, "label": MILESTONES[card.next].lower()}
        if may and card.next and not waits_for_act
        else None,
        "approval": _form(f"{here}/approvazione", "approvazione", back)
        if waits_for_act and role in DECIDERS
        else None,
        "hours": _form(f"{here}/ore", "ore", back) if may else None,
        "waits_for_act": waits_for_act,
    }


def _form(action: str, name: str, back: Back) -> dict[str, Any]:
    return {
        "action": action,
        "once": str(new_id()),
        "typed": back.of(name),
        "wrong": back.wrong(name),
        "errors": back.errors(name),
    }
