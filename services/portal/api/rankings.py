"""The list of a section as everybody may read it (D.Lgs. 33/2013 art. 26), until its last day."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.calls import LineId
from contracts.places import CallId
from contracts.rankings import PublicRanking
from services.portal.api.front import Front
from services.portal.api.guard import READING, public, seldom, show

THERE = "/bandi/{call_id}/{line}/graduatoria"
PAGE = 200
KINDS = {"provisional": "Graduatoria provvisoria", "final": "Graduatoria definitiva"}


def routes(front: Front) -> APIRouter:
    """Return the route of public lists."""
    router = APIRouter(default_response_class=Response)

    @router.get(THERE, **public(), dependencies=[seldom(front, READING)])
    async def ranking(request: Request, call_id: CallId, line: LineId, dopo: int = 0) -> Response:
        found = await front.applications.ranking(call_id, line)
        call = await front.applications.call(call_id)
        title = call.definition.line(line).title
        shown = page(found, title, max(0, dopo))
        return show(front, request, "ranking.html", shown)

    return router


def page(found: PublicRanking, line: str, after: int) -> dict[str, Any]:
    """Return what the page of a public list shows, from a row on."""
    here = f"/bandi/{found.call_id}/{found.line}/graduatoria"
    later = after + PAGE
    return {
        "ranking": found,
        "heading": KINDS[found.kind],
        "line": line,
        "placed": sum(row.granted for row in found.rows),
        "rows": found.rows[after:later],
        "named": any(row.name for row in found.rows),
        "call_href": f"/bandi/{found.call_id}",
        "first_href": here if after else "",
        "next_href": f"{here}?dopo={later}" if later < len(found.rows) else "",
    }
