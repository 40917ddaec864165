"""The precheck: a few questions, an answer that explains itself, and nothing that is kept."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.calls import LineId
from contracts.intake import Prechecked
from contracts.places import CallId
from kit import clock
from kit.refusal import Refusal
from services.portal.api.front import Front
from services.portal.api.guard import ASKING, READING, own_form, public, seldom, show
from services.portal.api.precheck_view import Ask, Wrong, asked, page
from services.portal.api.turn import typed_form
from services.portal.queries.peer import PeerRefusal
from services.portal.rules.faults import ANSWERS
from services.portal.rules.said import Form
from services.portal.rules.section import section

THERE = "/bandi/{call_id}/{line}/verifica"
ASKED = "verifica"


def routes(front: Front) -> APIRouter:
    """Return the routes of the precheck."""
    router = APIRouter(default_response_class=Response)

    @router.get(THERE, **public(), dependencies=[seldom(front, READING)])
    async def empty(request: Request, call_id: CallId, line: LineId) -> Response:
        ask = await _ask(front, call_id, line, {})
        return show(front, request, "precheck.html", page(ask, {}, None))

    guards = [seldom(front, ASKING), own_form(front)]

    @router.post(THERE, **public(), dependencies=guards)
    async def answer(request: Request, call_id: CallId, line: LineId) -> Response:
        ask = await _ask(front, call_id, line, await typed_form(request))
        asks = ask.form.get("azione") == ASKED
        answered, wrong = await _answered(front, ask) if asks else (None, {})
        status = 422 if wrong else 200
        return show(front, request, "precheck.html", page(ask, wrong, answered), status)

    return router


async def _ask(front: Front, call_id: str, line: str, form: Form) -> Ask:
    call = await front.applications.call(call_id)
    try:
        seen = section(call, line, clock.now())
        return Ask(seen, call.definition.line(line), form, front.reader)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 404) from None


async def _answered(front: Front, ask: Ask) -> tuple[Prechecked | None, Wrong]:
    wanted, wrong = asked(ask)
    if wanted is None:
        return None, wrong
    try:
        return await front.applications.precheck(ask.call.call_id, ask.line.id, wanted), {}
    except PeerRefusal as refusal:
        return None, _named(refusal)


def _named(refusal: PeerRefusal) -> Wrong:
    """Return what the owner of the calls says of the answers, by the path of the field."""
    told = {
        each.get("field", "").removeprefix(ANSWERS): each.get("detail", "")
        for each in refusal.errors
    }
    return told or {"": refusal.sentence}
