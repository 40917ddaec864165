"""What every house must offer: static files, accessibility, privacy, whom to write to."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from kit import clock
from services.portal.api.front import PAGES, Front
from services.portal.api.guard import READING, public, seldom, show

SECURITY_LASTS = timedelta(days=180)


def routes(front: Front) -> APIRouter:
    """Return the routes that know nobody."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, front)
    _offer_texts(router, front)
    return router


def _offer_pages(router: APIRouter, front: Front) -> None:
    @router.get("/accessibilita", **public(), dependencies=[seldom(front, READING)])
    async def accessibility(request: Request) -> Response:
        return show(front, request, "accessibility.html", {})

    @router.get("/privacy", **public(), dependencies=[seldom(front, READING)])
    async def privacy(request: Request) -> Response:
        return show(front, request, "privacy.html", {})


def _offer_texts(router: APIRouter, front: Front) -> None:
    @router.get("/static/{name}", **public())
    async def static(name: str, request: Request) -> Response:
        return PAGES.static(name, request.headers.get("accept-encoding", ""))

    @router.get("/.well-known/security.txt", **public())
    async def security() -> Response:
        return PlainTextResponse(_security_txt(front))

    @router.get("/robots.txt", **public())
    async def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /domanda/\nDisallow: /riprendi\n")


def _security_txt(front: Front) -> str:
    """Whom to tell of a weakness (RFC 9116)."""
    until = (clock.now() + SECURITY_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    return (
        f"Contact: mailto:{front.settings.security_contact}\n"
        f"Expires: {until}\n"
        "Preferred-Languages: it, en\n"
        f"Canonical: {front.settings.address}/.well-known/security.txt\n"
    )
