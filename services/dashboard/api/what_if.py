"""The simulator: a version tried on every application of its call, before anybody decides."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from contracts.places import CallId
from contracts.publishing import CallCard
from kit.refusal import Refusal
from services.dashboard.api.calls_view import pending
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import EVERYBODY, Visitor, callers, signed_in
from services.dashboard.api.hearing_form import official
from services.dashboard.api.render import page
from services.dashboard.api.what_if_view import View, effect_values, version_choices
from services.dashboard.queries.call_cards import call_card
from services.dashboard.queries.cards import listed_cards
from services.dashboard.queries.what_if import what_if
from services.dashboard.rules.effects import GROUPS


@dataclass(frozen=True)
class Asked:
    """Which movers of a simulation are asked for."""

    sezione: Annotated[str, Query(max_length=40)] = ""
    gruppo: Annotated[str, Query(max_length=10)] = ""
    pagina: Annotated[int, Query(ge=1, le=500)] = 1

    def view(self, path: str, version: int) -> View:
        """Return the view; a group that cannot be is as good as none asked for."""
        group = self.gruppo if self.gruppo in GROUPS else ""
        return View(path, version, self.sezione, group, self.pagina)


def routes(desk: Desk) -> APIRouter:
    """Return the route of the simulator."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/bandi/{call_id}/simulatore", openapi_extra=callers(*EVERYBODY))
    async def simulator(
        call_id: CallId,
        visitor: Annotated[Visitor, everybody],
        asked: Annotated[Asked, Depends()],
        versione: Annotated[int, Query(ge=0, le=1000)] = 0,
    ) -> Response:
        card = await call_card(desk.applications, call_id)
        version = versione or _usual(card)
        view = asked.view(f"/bandi/{call_id}/simulatore", version)
        values = {
            **desk.frame("bandi"),
            "staff": visitor,
            "call": {"id": call_id, "title": card.title, "href": f"/bandi/{call_id}"},
            "choices": version_choices(card),
            "chosen": version,
            **await effect_of(desk, visitor, call_id, view),
        }
        return page("simulator.html", values)

    return router


async def effect_of(
    desk: Desk, visitor: Visitor, call_id: str, view: View, before: int | None = None
) -> dict[str, Any]:
    """Return what a page shows of a simulation, or why there is none."""
    try:
        effect = await what_if(desk.applications, call_id, view.version, before)
    except Refusal as refusal:
        return {"effect": None, "refusal": refusal}
    shown = view.slice_of([each for each in effect.movers if view.shows(each)])
    ids = [each.application_id for each in shown]
    cards = await listed_cards(desk.cards, ids, official(visitor))
    return {"effect": effect_values(effect, view, cards), "refusal": None}


def _usual(card: CallCard) -> int:
    """The version that waits to be published, else the last one."""
    waiting = pending(card)
    return waiting.version if waiting else card.versions[-1].version
