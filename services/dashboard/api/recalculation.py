"""A whole call computed again by the act of a version: first what would change, then the act."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header
from starlette.responses import RedirectResponse, Response

from contracts.places import CallId
from contracts.publishing import CallCard, Recalculation, VersionCard
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
from services.dashboard.usecases.call_acts import recalculate_part

ADDRESS = "/bandi/{call_id}/versioni/{version}/ricalcolo"
MOST_PARTS, MOST_FIGURE = 10_000, 9_999_999
NO_VERSION = ("no-recalculation", "Nessun atto dice di ricalcolare con questa versione.", 404)


@dataclass(frozen=True)
class SoFar:
    """A recalculation under way: its key, the part that is due, what the parts before it did.

    A page with scripts goes on by itself.
    """

    once: UUID
    part: int = 0
    changed: int = 0
    same: int = 0
    by_itself: bool = False

    @property
    def key(self) -> str:
        """The key of the part that is due: pressed twice, it is done once."""
        return f"{self.once}-{self.part}"

    def after(self, done: Recalculation) -> "SoFar":
        """Return the same with a part more."""
        changed, same = self.changed + done.migrated, self.same + done.unchanged
        return replace(self, part=self.part + 1, changed=changed, same=same)

    def onward(self, address: str) -> Response:
        """Lead to another page, which a page that goes on by itself is told to open whole."""
        if self.by_itself:
            return Response(headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)


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
        so_far: Annotated[SoFar, Depends(_so_far)],
    ) -> Response:
        try:
            asked = migration_request(visitor, version, typed)
            done = await recalculate_part(desk.applications, call_id, asked, so_far.key)
        except Refusal as refusal:
            card = await call_card(desk.applications, call_id)
            refused = typed.refused(refusal)
            values = await _values(desk, visitor, _version(card, version), Asked(), refused)
            return page("recalculation.html", values, refusal.status)
        after = so_far.after(done)
        if done.remaining:
            shown = _goes_on(desk, visitor, call_id, version, typed)
            return page("recalculating.html", {**shown, **_progress(after, done)})
        figures = f"{after.changed}-{after.same}-{done.left}"
        return so_far.onward(f"/bandi/{call_id}?ricalcolo={figures}")

    return router


def _so_far(
    once: Annotated[UUID, Form()],
    part: Annotated[int, Form(ge=0, le=MOST_PARTS)] = 0,
    changed: Annotated[int, Form(ge=0, le=MOST_FIGURE)] = 0,
    same: Annotated[int, Form(ge=0, le=MOST_FIGURE)] = 0,
    hx_request: Annotated[str, Header()] = "",
) -> SoFar:
    return SoFar(once, part, changed, same, by_itself=bool(hx_request))


def _goes_on(
    desk: Desk, visitor: Visitor, call_id: str, version: int, typed: Typed
) -> dict[str, Any]:
    return {
        **desk.frame("bandi"),
        "staff": visitor,
        "call": {"id": call_id, "href": f"/bandi/{call_id}"},
        "version": version,
        "action": ADDRESS.format(call_id=call_id, version=version),
        "typed": typed,
    }


def _progress(after: SoFar, done: Recalculation) -> dict[str, Any]:
    judged = after.changed + after.same
    return {"so_far": after, "judged": judged, "total": judged + done.remaining}


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
    here = ADDRESS.format(call_id=call_id, version=number)
    return {
        **desk.frame("bandi"),
        "staff": visitor,
        "call": {"id": call_id, "title": version.definition.title, "href": f"/bandi/{call_id}"},
        "version": number,
        "act": act_words(version.definition.act),
        "form": {"action": here, "typed": typed, "once": str(new_id())},
        # It is in force already: those who are still judged by the one before it move.
        **await effect_of(desk, visitor, call_id, asked.view(here, number), before=number - 1),
    }
