"""Starting a draft, coming back to it, and leaving it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from contracts.calls import LineId
from contracts.places import CallId
from contracts.publishing import PublicCall
from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from services.portal.api import call_view
from services.portal.api.front import Front
from services.portal.api.guard import (
    CODE,
    CODE_LIVES_S,
    DRAFT,
    GUESSING,
    READING,
    STARTING,
    WRITING,
    cookie_name,
    give_cookie,
    hand_key,
    keys_in_hand,
    own_form,
    public,
    seldom,
    show,
    take_cookie,
)
from services.portal.api.sheet import held_draft, open_sheet
from services.portal.rules import calendar
from services.portal.rules.section import section
from services.portal.usecases import opening
from services.portal.usecases.opening import Beginning

START = "/bandi/{call_id}/{line}/domanda"
CLOSED = ("call-not-open", "Il bando non è aperto: per ora non si può cominciare una domanda.", 409)
SECTION_CLOSED = (
    "section-not-open",
    "La sezione non è aperta: per ora non si può cominciare una domanda.",
    409,
)
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


def routes(front: Front) -> APIRouter:
    """Return the routes that open and leave drafts."""
    router = APIRouter(default_response_class=Response)
    _offer_start(router, front)
    _offer_return(router, front)
    _offer_code(router, front)
    _offer_pause(router, front)
    return router


def _offer_start(router: APIRouter, front: Front) -> None:
    @router.get(START, **public(), dependencies=[seldom(front, READING)])
    async def before(request: Request, call_id: CallId, line: LineId) -> Response:
        call, view = await _line(front, call_id, line)
        answer = calendar.answer_sentence(call.definition)
        shown = {"call": call, "line": view, "answer": answer, "sign": _sign(call)}
        return show(front, request, "before.html", shown)

    guards = [seldom(front, STARTING), own_form(front)]

    @router.post(START, **public(), dependencies=guards)
    async def start(request: Request, call_id: CallId, line: LineId) -> Response:
        call, view = await _line(front, call_id, line)
        if not view.is_open:
            raise Refusal(*(SECTION_CLOSED if view.dates else CLOSED))
        beginning = Beginning(call_id, call.version, line, {})
        async with front.database.transaction(Cause(actor="public")) as session:
            opened = await opening.start_draft(session, front.key, beginning)
            code = await opening.give_key(session, front.key, opened.draft_id, "code")
        return _with_code(request, opened, code)


def _offer_return(router: APIRouter, front: Front) -> None:
    @router.get("/riprendi", **public(), dependencies=[seldom(front, READING)])
    async def ask(request: Request) -> Response:
        return show(front, request, "resume.html", {"typed": "", "wrong": ""})

    guards = [seldom(front, GUESSING), own_form(front)]

    @router.post("/riprendi", **public(), dependencies=guards)
    async def resume(request: Request, codice: Annotated[str, Form(max_length=200)]) -> Response:
        try:
            async with front.database.transaction(Cause(actor="public")) as session:
                opened = await opening.resume(session, front.key, codice)
        except Refusal as refusal:
            told = {"typed": codice, "wrong": refusal.sentence}
            return show(front, request, "resume.html", told, refusal.status)
        response = RedirectResponse(f"/domanda/{opened.draft_id}", 303)
        hand_key(request, response, opened.draft_id, opened.secret)
        return response

    @router.get("/ingresso/{token}", **public(), dependencies=[seldom(front, GUESSING)])
    async def enter(request: Request, token: Token) -> Response:
        async with front.database.transaction(Cause(actor="public")) as session:
            opened = await opening.enter(session, front.key, token)
        response = RedirectResponse(f"/domanda/{opened.draft_id}", 303)
        hand_key(request, response, opened.draft_id, opened.secret)
        return response


def _offer_code(router: APIRouter, front: Front) -> None:
    there = "/domanda/{draft_id}/codice"

    @router.get(there, **public(), dependencies=[seldom(front, READING)])
    async def code(request: Request, draft_id: UUID) -> Response:
        draft = await held_draft(front, request, draft_id)
        shown = request.cookies.get(cookie_name(request, CODE + draft_id.hex), "")
        return show(front, request, "code.html", {"draft": draft, "code": shown})

    guards = [seldom(front, WRITING), own_form(front)]

    @router.post(there, **public(), dependencies=guards)
    async def written_down(
        request: Request, draft_id: UUID, azione: Annotated[str, Form()] = ""
    ) -> Response:
        draft = await held_draft(front, request, draft_id)
        if azione == "nuovo":
            async with front.database.transaction(Cause(actor="public")) as session:
                fresh = await opening.give_key(session, front.key, draft.id, "code")
            response = RedirectResponse(f"/domanda/{draft.id}/codice", 303)
            give_cookie(request, response, CODE + draft.id.hex, fresh, CODE_LIVES_S)
            return response
        response = RedirectResponse(f"/domanda/{draft.id}", 303)
        take_cookie(request, response, CODE + draft.id.hex)
        return response


def _offer_pause(router: APIRouter, front: Front) -> None:
    guards = [seldom(front, WRITING), own_form(front)]

    @router.get("/domanda/{draft_id}/pausa", **public(), dependencies=[seldom(front, READING)])
    async def pause(request: Request, draft_id: UUID) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        return show(front, request, "pause.html", {"sheet": sheet})

    @router.post("/domanda/{draft_id}/chiudi", **public(), dependencies=guards)
    async def close(request: Request, draft_id: UUID) -> Response:
        digests = keys_in_hand(front, request, draft_id)
        async with front.database.transaction(Cause(actor="public")) as session:
            await opening.leave(session, digests)
        return _forgotten(request, draft_id, "chiusa")

    @router.post("/domanda/{draft_id}/elimina", **public(), dependencies=guards)
    async def delete(request: Request, draft_id: UUID) -> Response:
        draft = await held_draft(front, request, draft_id)
        async with front.database.transaction(Cause(actor="public")) as session:
            await opening.delete_draft(session, draft.id)
        return _forgotten(request, draft_id, "eliminata")


def _with_code(request: Request, opened: opening.Opened, code: str) -> Response:
    """Lead to the page that shows the code; it travels in a cookie that lasts an hour."""
    response = RedirectResponse(f"/domanda/{opened.draft_id}/codice", 303)
    hand_key(request, response, opened.draft_id, opened.secret)
    give_cookie(request, response, CODE + opened.draft_id.hex, code, CODE_LIVES_S)
    return response


def _forgotten(request: Request, draft_id: UUID, told: str) -> Response:
    response = RedirectResponse(f"/?avviso={told}", 303)
    for name in (DRAFT, CODE):
        take_cookie(request, response, name + draft_id.hex)
    return response


async def _line(front: Front, call_id: str, line: str) -> tuple[PublicCall, call_view.LineView]:
    call, now = await front.applications.call(call_id), clock.now()
    for view in call_view.lines(call, {}, now):
        if view.id == line:
            return section(call, line, now), view
    raise Refusal("unknown-line", "Il bando non ha questa sezione.", 404)


def _sign(call: PublicCall) -> calendar.Sign:
    return calendar.sign(call, clock.now())
