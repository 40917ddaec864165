"""Who may come in: the cookie, the live session, the role, and the form that was really ours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from starlette.responses import Response

from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.rules import sessions
from services.dashboard.rules.wording import ROLES
from services.dashboard.usecases.sessions import Signed, resume

EVERYBODY = ("manager", "reviewer", "reader")
OPERATORS = ("manager", "reviewer")
SECURE_PREFIX = "__Host-"
SESSION = "capofila_session"
DOOR = "capofila_door"
FORGED = ("form-forged", "Il modulo non viene da questa pagina: ricaricala e riprova.", 403)
NOT_SIGNED = ("not-signed", "Serve l'accesso.", 401)
NOT_ALLOWED = ("not-allowed", "Il tuo ruolo non può fare questo.", 403)


@dataclass(frozen=True)
class Visitor:
    """Who is signed in, with what the pages need of them."""

    signed: Signed
    csrf: str

    @property
    def name(self) -> str:
        """The name in the header."""
        return self.signed.name

    @property
    def role(self) -> str:
        """The role in words."""
        return ROLES[self.signed.role]


Guard = Callable[[Request], Awaitable[Visitor]]


def callers(*roles: str) -> dict[str, Any]:
    """Return what the description of a route says about who may call it."""
    return {"x-callers": [role if role == "public" else f"staff:{role}" for role in roles]}


def signed_in(desk: Desk, *roles: str) -> Guard:
    """Return the dependency that lets people with these roles in.

    Refuses `not-signed` (401) and `not-allowed` (403). What a page asks by itself (htmx, streams)
    does not keep a session awake.
    """

    async def guard(request: Request) -> Visitor:
        token = request.cookies.get(cookie_name(request, SESSION), "")
        by_itself = "hx-request" in request.headers
        async with desk.database.transaction(Cause(actor="public")) as session:
            signed = await resume(session, token, clock.now(), touch=not by_itself)
        if signed is None:
            raise Refusal(*NOT_SIGNED)
        if signed.role not in roles:
            raise Refusal(*NOT_ALLOWED)
        return Visitor(signed, sessions.form_token(desk.key, token))

    return guard


def own_form(desk: Desk, cookie: str) -> Any:
    """Return the dependency that lets only forms of our own pages in; refuses `form-forged`."""

    async def guard(request: Request) -> None:
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if not sessions.comes_from_own_page(site, origin, request.headers.get("host", "")):
            raise Refusal(*FORGED)
        form = await request.form()
        token = request.cookies.get(cookie_name(request, cookie), "")
        given = form.get("csrf_token")
        expected = sessions.form_token(desk.key, token)
        if not token or not isinstance(given, str) or not sessions.same_token(expected, given):
            raise Refusal(*FORGED)

    return Depends(guard)


def cookie_name(request: Request, name: str) -> str:
    """Return the cookie's name: over https with the prefix that binds it to this host alone."""
    return SECURE_PREFIX + name if request.url.scheme == "https" else name


def give_cookie(request: Request, response: Response, name: str, token: str) -> None:
    """Hand a token to the browser; it lasts as long as the browser's own session."""
    response.set_cookie(
        cookie_name(request, name), token, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def take_cookie(request: Request, response: Response, name: str) -> None:
    """Take a token back."""
    response.delete_cookie(
        cookie_name(request, name), path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
