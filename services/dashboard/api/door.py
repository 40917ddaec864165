"""Coming in and going out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    DOOR,
    EVERYBODY,
    SESSION,
    callers,
    cookie_name,
    give_cookie,
    own_form,
    signed_in,
    take_cookie,
)
from services.dashboard.api.render import page
from services.dashboard.rules import sessions
from services.dashboard.usecases.sessions import log_in, log_out

GOODBYE = "Sei uscito. Per tornare serve di nuovo la password."


@dataclass(frozen=True)
class Entry:
    """What the login page shows around its two fields."""

    then: str
    told: str = ""
    email: str = ""
    wrong: Refusal | None = None


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the login page and of the way out."""
    router = APIRouter(default_response_class=Response)
    _offer_entrance(router, desk)
    _offer_exit(router, desk)
    return router


def _offer_entrance(router: APIRouter, desk: Desk) -> None:
    @router.get("/accesso", openapi_extra=callers("public"))
    async def login_page(request: Request, poi: str = "/domande", uscita: int = 0) -> Response:
        token = request.cookies.get(cookie_name(request, DOOR)) or sessions.new_token()
        response = _login(desk, token, Entry(poi, GOODBYE if uscita else ""))
        give_cookie(request, response, DOOR, token)
        return response

    @router.post("/accesso", openapi_extra=callers("public"), dependencies=[own_form(desk, DOOR)])
    async def enter(
        request: Request,
        email: Annotated[str, Form(max_length=254)],
        password: Annotated[str, Form(max_length=256)],
        then: Annotated[str, Form(max_length=2000)] = "/domande",
    ) -> Response:
        try:
            async with desk.database.transaction(Cause(actor="public")) as session:
                token = await log_in(session, email, password, clock.now())
        except Refusal as refusal:
            door = request.cookies[cookie_name(request, DOOR)]
            return _login(desk, door, Entry(then, email=email, wrong=refusal))
        response = RedirectResponse(sessions.inside_path(then), 303)
        give_cookie(request, response, SESSION, token)
        take_cookie(request, response, DOOR)
        return response


def _offer_exit(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))
    guards = [everybody, own_form(desk, SESSION)]

    @router.post("/uscita", openapi_extra=callers(*EVERYBODY), dependencies=guards)
    async def leave(request: Request) -> Response:
        token = request.cookies[cookie_name(request, SESSION)]
        async with desk.database.transaction(Cause(actor="public")) as session:
            await log_out(session, token, clock.now())
        response = RedirectResponse("/accesso?uscita=1", 303)
        take_cookie(request, response, SESSION)
        return response


def _login(desk: Desk, token: str, entry: Entry) -> Response:
    wrong = entry.wrong
    values = {
        **desk.frame(),
        "staff": None,
        "told": entry.told,
        "wrong": wrong.sentence if wrong else "",
        "email": entry.email,
        "then": sessions.inside_path(entry.then),
        "csrf": sessions.form_token(desk.key, token),
    }
    return page("login.html", values, wrong.status if wrong else 200)
