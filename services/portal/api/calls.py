"""What anybody may read: the calls, each call, and both as data."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.places import CallId
from contracts.publishing import PublicCalls
from kit import clock
from services.portal.api import call_view
from services.portal.api.front import Front
from services.portal.api.guard import READING, keys_in_hand, public, seldom, show
from services.portal.queries import drafts

JSON = "application/json"
TOLD: Mapping[str, str] = {
    "chiusa": "Questo browser ha dimenticato la domanda. Per riprenderla serve il codice.",
    "eliminata": "La bozza è stata eliminata.",
}


def routes(front: Front) -> APIRouter:
    """Return the routes of the calls."""
    router = APIRouter(default_response_class=Response)
    # The address of a call as data is also one of a call, with an odd name.
    _offer_data(router, front)
    _offer_pages(router, front)
    return router


def _offer_pages(router: APIRouter, front: Front) -> None:
    seldom_read = [seldom(front, READING)]

    @router.get("/", **public(), dependencies=seldom_read)
    async def home(request: Request, avviso: str = "") -> Response:
        calls = await front.applications.calls()
        lists = call_view.cards(calls, clock.now())
        held = await _held(front, request, {call.call_id: call.title for call in calls})
        shown = {"lists": lists, "held": held, "told": TOLD.get(avviso, "")}
        return show(front, request, "home.html", shown)

    @router.get("/bandi/{call_id}", **public(), dependencies=seldom_read)
    async def call(request: Request, call_id: CallId) -> Response:
        found = await front.applications.call(call_id)
        residuals = await front.neighbours.residuals(call_id)
        return show(front, request, "call.html", call_view.page(found, residuals, clock.now()))


def _offer_data(router: APIRouter, front: Front) -> None:
    seldom_read = [seldom(front, READING)]

    @router.get("/bandi.json", **public(), dependencies=seldom_read)
    async def calls_as_data() -> Response:
        found = PublicCalls(items=await front.applications.calls())
        return Response(found.model_dump_json(), media_type=JSON)

    @router.get("/bandi/{call_id}.json", **public(), dependencies=seldom_read)
    async def call_as_data(call_id: CallId) -> Response:
        found = await front.applications.call(call_id)
        return Response(found.model_dump_json(), media_type=JSON)


async def _held(front: Front, request: Request, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Tell the drafts of this browser, so that nobody looks for the code."""
    digests = keys_in_hand(front, request)
    if not digests:
        return []
    async with front.database.reading() as session:
        found = await drafts.in_hand(session, digests, clock.now())
    return [
        {
            "href": f"/domanda/{draft.id}",
            "title": titles.get(draft.call_id, draft.call_id),
            "saved_at": draft.saved_at,
            "sent": draft.sent_at is not None,
        }
        for draft in found
    ]
