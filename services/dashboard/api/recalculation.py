"""A whole call computed again by the act of a version: first what would change, then the act."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.places import CallId
from contracts.publishing import CallCard, VersionCard
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.act_form import migration_request, typed_act
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import SESSION, Visitor, callers, own_form, signed_in
from services.dashboard.api.render import page
from services.dashboard.api.steps_view import Typed
from services.dashboard.api.versions_view import act_words
from services.dashboard.api.what_if import Asked, effect_of
from services.dashboard.queries.call_cards import call_card
from services.dashboard.usecases.call_acts import recalculate_call

ADDRESS = "/bandi/{call_id}/versioni/{version}/ricalcolo"
NO_VERSION = ("no-recalculation", "Nessun atto dice di ricalcolare con questa versione.", 404)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the page that computes a call again, and of its form."""
    router = APIRouter(default_response_class=Response)
    manager = Depends(signed_in(desk, "manager"))

    @router.get(ADDRESS, openapi_extra=callers("manager"))
    async def recalculation(
        call_id: CallId,
        version: int,
        visitor: Annotated[Visitor, manager],
        asked: Annotated[Asked, Depends()],
    ) -> Response:
        card = await call_card(desk.applications, call_id)
        told = _version(card, version)
        return page("recalculation.html", await _values(desk, visitor, told, asked, _filled(told)))

    @router.post(ADDRESS, openapi_extra=callers("manager"), dependencies=[own_form(desk, SESSION)])
    async def recalculate(
        call_id: CallId,
        version: int,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Typed, Depends(typed_act)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            request = migration_request(visitor, version, typed)
            done = await recalculate_call(desk.applications, call_id, request, once)
        except Refusal as refusal:
            card = await call_card(desk.applications, call_id)
            refused = typed.refused(refusal)
            values = await _values(desk, visitor, _version(card, version), Asked(), refused)
            return page("recalculation.html", values, refusal.status)
        figures = f"{done.migrated}-{done.unchanged}-{done.left}"
        return RedirectResponse(f"/bandi/{call_id}?ricalcolo={figures}", 303)

    return router


def _version(card: CallCard, number: int) -> VersionCard:
    """Return a published version whose act says to compute again."""
    for each in card.versions:
        act = each.definition.act
        if each.version == number and each.state == "published" and act and act.recalculates:
            return each
    raise Refusal(*NO_VERSION)


def _filled(version: VersionCard) -> Typed:
    """The act of the version is proposed as the act of the recalculation."""
    act = version.definition.act
    if act is None:
        return Typed()
    return Typed("migrate", 0, act.number, act.on.isoformat(), act.reason)


async def _values(
    desk: Desk, visitor: Visitor, version: VersionCard, asked: Asked, typed: Typed
) -> dict[str, Any]:
    call_id, number = version.definition.id, version.version
    here = f"/bandi/{call_id}/versioni/{number}/ricalcolo"
    return {
        **desk.frame("bandi"),
        "staff": visitor,
        "call": {"id": call_id, "title": version.definition.title, "href": f"/bandi/{call_id}"},
        "version": number,
        "act": act_words(version.definition.act),
        "form": {"action": here, "typed": typed, "once": str(new_id())},
        # It is in force already: those who are still judged by the one before it move.
        **await effect_of(desk, call_id, asked.view(here, number), before=number - 1),
    }
