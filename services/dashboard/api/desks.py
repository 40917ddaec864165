"""Front desks: when they are open, who works there, what they did for others, who came."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import RedirectResponse, Response

from contracts.desks import ContactFiling, DeskCard, OperatorPosting
from contracts.places import Slug
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.adhesions_view import alliance_name, alliances
from services.dashboard.api.desk import Desk
from services.dashboard.api.desks_view import Beside, desk_line, desk_values
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
from services.dashboard.api.money_form import Values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries import network
from services.dashboard.queries.peer import Ask
from services.dashboard.queries.staff import operators as working_staff
from services.dashboard.queries.staff import staff_names
from services.dashboard.rules.wording import day_of

ONE = "/sportelli/{alliance}/{desk_id}"
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
DONE: Mapping[str, tuple[str, str]] = {
    "operatore": (
        "Operatore registrato",
        "Nei suoi giorni può seguire le domande dello sportello.",
    ),
    "contatto": ("Contatto registrato", "Senza il nome di chi è venuto."),
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of desks."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_operators(router, desk)
    _offer_contacts(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/sportelli", openapi_extra=callers(*EVERYBODY))
    async def listed(
        visitor: Annotated[Visitor, everybody],
        alleanza: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        known = [each["value"] for each in alliances(desk.programmes) if each["value"]]
        chosen = [alleanza] if alleanza in known else known
        found = [card for slug in chosen for card in await network.desks(desk.network, slug)]
        values = {
            "rows": [desk_line(each, desk.programmes) for each in found],
            "alliances": alliances(desk.programmes),
            "alliance": alleanza if alleanza in known else "",
        }
        return page("desks.html", {**desk.frame("rete"), "staff": visitor, **values})

    @router.get(ONE, openapi_extra=callers(*EVERYBODY))
    async def one(
        alliance: Slug,
        desk_id: UUID,
        visitor: Annotated[Visitor, everybody],
        mese: Annotated[str, Query(max_length=7)] = "",
        fatto: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        card = await network.front_desk(desk.network, alliance, desk_id)
        values = await _values(desk, visitor, card, NOTHING_BACK, mese)
        label, text = DONE.get(fatto, ("", ""))
        notice = {"tone": "good", "label": label, "text": text} if label else None
        return page("desk.html", {**values, "told": notice})


def _offer_operators(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{ONE}/operatori", openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)]
    )
    async def post(
        alliance: Slug,
        desk_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(_typed_operator)],
    ) -> Response:
        try:
            days = {"from_on": day_of(typed["from_on"]), "to_on": day_of(typed["to_on"])}
            values = {**days, "operator": typed["operator"], "official": official(visitor)}
            body = told(OperatorPosting, values)
            await desk.network.send(Ask(f"/v1/desks/{desk_id}/operators", body))
        except Refusal as refusal:
            back = Back("operatore", typed, refusal)
            return await _refused(desk, visitor, (alliance, desk_id), back)
        return _done(alliance, desk_id, "operatore")


def _offer_contacts(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/contatti", openapi_extra=callers(*OPERATORS), dependencies=[own_form(desk, SESSION)]
    )
    async def keep(
        alliance: Slug,
        desk_id: UUID,
        visitor: Annotated[Visitor, operators],
        once: Annotated[UUID, Form()],
        typed: Annotated[Values, Depends(_typed_contact)],
    ) -> Response:
        try:
            body = told(ContactFiling, {**typed, "operator": official(visitor)})
            await desk.network.send(Ask(f"/v1/desks/{desk_id}/contacts", body, key=str(once)))
        except Refusal as refusal:
            back = Back("contatto", typed, refusal)
            return await _refused(desk, visitor, (alliance, desk_id), back)
        return _done(alliance, desk_id, "contatto")


def _typed_operator(operator: Short = "", from_on: Short = "", to_on: Short = "") -> Values:
    return {"operator": operator, "from_on": from_on, "to_on": to_on}


def _typed_contact(channel: Short = "", topic: Short = "", outcome: Short = "") -> Values:
    return {"channel": channel, "topic": topic, "outcome": outcome}


def _done(alliance: str, desk_id: UUID, what: str) -> Response:
    return RedirectResponse(f"/sportelli/{alliance}/{desk_id}?fatto={what}", 303)


async def _refused(desk: Desk, visitor: Visitor, place: tuple[str, UUID], back: Back) -> Response:
    card = await network.front_desk(desk.network, *place)
    values = await _values(desk, visitor, card, back, "")
    return page("desk.html", {**values, "told": None}, back.refusal.status if back.refusal else 422)


async def _values(
    desk: Desk, visitor: Visitor, card: DeskCard, back: Back, month: str
) -> dict[str, Any]:
    wanted = month if MONTH.fullmatch(month) else clock.today().isoformat()[:7]
    posted = (await network.operators(desk.network, card.desk_id)).items
    log = (await network.desk_log(desk.network, card.desk_id)).items
    contacts = await network.contacts(desk.network, card.desk_id, wanted)
    async with desk.database.reading() as session:
        known = {each.operator for each in posted} | {each.operator for each in log}
        names = await staff_names(session, known)
        staff = [(each.id, each.name) for each in await working_staff(session)]
    beside = Beside(posted, log, contacts, names, staff)
    return {
        **desk.frame("rete"),
        "staff": visitor,
        "alliance": alliance_name(desk.programmes, card.alliance),
        **desk_values(card, desk.programmes, beside),
        **_forms(card, visitor, back),
    }


def _forms(card: DeskCard, visitor: Visitor, back: Back) -> dict[str, Any]:
    here = f"/sportelli/{card.alliance}/{card.desk_id}"
    return {
        "posting": _form(f"{here}/operatori", "operatore", back)
        if visitor.signed.role == "manager"
        else None,
        "keeping": _form(f"{here}/contatti", "contatto", back)
        if visitor.signed.role in OPERATORS
        else None,
    }


def _form(action: str, name: str, back: Back) -> dict[str, Any]:
    return {
        "action": action,
        "typed": back.of(name),
        "wrong": back.wrong(name),
        "errors": back.errors(name),
    }
