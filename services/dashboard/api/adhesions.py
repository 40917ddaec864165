"""Adhesions: the list by what is due first, one with all that is known of it, and its steps."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import RedirectResponse, Response

from contracts.adhesions import AdhesionStepRequest
from contracts.partnership import OriginalFiling
from contracts.plans import PlanOpening
from kit import clock
from kit.days import ROME
from kit.refusal import Refusal
from services.dashboard.api.adhesion_page import adhesion_page
from services.dashboard.api.adhesions_view import list_values
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
from services.dashboard.api.money_form import Values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries import network
from services.dashboard.queries.network import Filter
from services.dashboard.queries.peer import Ask
from services.dashboard.rules.network_words import ADHESIONS
from services.dashboard.rules.wording import day_of

ONE = "/adesioni/{adhesion_id}"
Once = Annotated[UUID, Form()]


@dataclass(frozen=True)
class Asked:
    """What stands after the question mark."""

    alleanza: Annotated[str, Query(max_length=60)] = ""
    stato: Annotated[str, Query(max_length=20)] = ""
    dopo: Annotated[str, Query(max_length=80)] = ""

    def address(self, **changed: str) -> str:
        """Write the address of this view, or of the one next to it."""
        now = {"alleanza": self.alleanza, "stato": self.stato, "dopo": self.dopo, **changed}
        kept = {name: value for name, value in now.items() if value}
        return f"/adesioni?{urlencode(kept)}" if kept else "/adesioni"

    def wanted(self, alliances: Any) -> Filter:
        """Read the filters; an alliance or state that cannot be filters nothing."""
        day, _, last = self.dopo.partition("_")
        known = bool(day_of(day)) and _is_id(last)
        return Filter(
            alliance=self.alleanza if self.alleanza in alliances else "",
            state=self.stato if self.stato in ADHESIONS else "",
            after_on=day if known else "",
            after_id=last if known else "",
        )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def routes(desk: Desk) -> APIRouter:
    """Return the routes of adhesions."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_steps(router, desk)
    _offer_papers(router, desk)
    _offer_plans(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/adesioni", openapi_extra=callers(*EVERYBODY))
    async def listed(
        asked: Annotated[Asked, Depends()], visitor: Annotated[Visitor, everybody]
    ) -> Response:
        wanted = asked.wanted(desk.programmes.alliances)
        found = await network.roll(desk.network, wanted)
        keys = [each.organisation_key for each in found.items]
        waiting = await network.awaited(desk.applications, keys)
        target = await network.target(desk.network, wanted.alliance) if wanted.alliance else None
        values = list_values(desk.programmes, found, waiting, asked.address)
        shown = {"alliance": wanted.alliance, "state": wanted.state, "target": target, **values}
        return page("adhesions.html", {**desk.frame("rete"), "staff": visitor, **shown})

    @router.get(ONE, openapi_extra=callers(*EVERYBODY))
    async def one(
        adhesion_id: UUID,
        visitor: Annotated[Visitor, everybody],
        fatto: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        return await adhesion_page(desk, visitor, adhesion_id, NOTHING_BACK, fatto)


def _offer_steps(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{ONE}/passi", openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)]
    )
    async def step(
        adhesion_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(_typed_step)],
    ) -> Response:
        try:
            values = {**typed, "on": day_of(typed["on"]), "official": official(visitor)}
            body = told(AdhesionStepRequest, values)
            await desk.network.send(Ask(f"/v1/adhesions/{adhesion_id}/steps", body))
        except Refusal as refusal:
            back = Back(typed["step"], typed, refusal)
            return await adhesion_page(desk, visitor, adhesion_id, back)
        return _done(adhesion_id, typed["step"])


def _offer_papers(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/originali",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def original(
        adhesion_id: UUID,
        visitor: Annotated[Visitor, operators],
        typed: Annotated[Values, Depends(_typed_original)],
    ) -> Response:
        try:
            body = _original(typed, official(visitor))
            await desk.network.send(Ask(f"/v1/adhesions/{adhesion_id}/originals", body))
        except Refusal as refusal:
            back = Back("originale", typed, refusal)
            return await adhesion_page(desk, visitor, adhesion_id, back)
        return _done(adhesion_id, "original")


def _offer_plans(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/piani", openapi_extra=callers(*OPERATORS), dependencies=[own_form(desk, SESSION)]
    )
    async def plan(
        adhesion_id: UUID,
        visitor: Annotated[Visitor, operators],
        once: Once,
        title: Short = "",
    ) -> Response:
        try:
            body = told(PlanOpening, {"title": title.strip(), "official": official(visitor)})
            ask = Ask(f"/v1/adhesions/{adhesion_id}/plans", body, key=str(once))
            await desk.network.send(ask)
        except Refusal as refusal:
            back = Back("piano", {"title": title}, refusal)
            return await adhesion_page(desk, visitor, adhesion_id, back)
        return _done(adhesion_id, "plan")


def _typed_step(step: Short = "", on: Short = "", reason: Long = "") -> Values:
    return {"step": step, "on": on, "reason": reason.strip()}


def _typed_original(
    protocol: Short = "", channel: Short = "", arrived_on: Short = "", signature: Short = ""
) -> Values:
    return {
        "protocol": protocol.strip(), "channel": channel, "arrived_on": arrived_on,
        "signature": signature or "handwritten",
    }  # fmt: skip


def _original(typed: Values, who: str) -> OriginalFiling:
    """Return the paper as its owner takes it; one of today arrived just now."""
    day, now = day_of(typed["arrived_on"]), clock.now()
    noon = now.astimezone(ROME).replace(hour=12, minute=0, second=0, microsecond=0)
    moment = noon.replace(year=day.year, month=day.month, day=day.day) if day else None
    paper = {"protocol": typed["protocol"], "channel": typed["channel"]}
    more = {"kind": "original", "signature": typed["signature"]}
    arrived = min(moment, now) if moment and day == clock.civil_day(now) else moment
    document = {**paper, **more, "arrived_at": arrived}
    return told(OriginalFiling, {"document": document, "official": who})


def _done(adhesion_id: UUID, what: str) -> Response:
    return RedirectResponse(f"/adesioni/{adhesion_id}?fatto={what}", 303)
