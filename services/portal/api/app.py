"""The HTTP door of the portal, room by room."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kit.problems import problem
from kit.refusal import Refusal
from services.portal.api import (
    calls,
    check,
    documents,
    files,
    opening,
    precheck,
    rankings,
    service,
    steps,
    tracker,
)
from services.portal.api.front import Front
from services.portal.api.guard import TooOften, show
from services.portal.api.sheet import Detour

ROOMS = (
    calls, precheck, rankings, opening, steps, documents, check, tracker, files, service,
)  # fmt: skip
INVALID = ("invalid-request", "L'indirizzo o il modulo contiene campi non validi.", 422)
NOWHERE = ("not-found", "Questa pagina non esiste.", 404)
TOO_LARGE = ("too-large", "Quello che ha inviato è troppo grande.", 413)
HEADINGS: Mapping[int, str] = {
    403: "Non consentito",
    404: "Pagina non trovata",
    409: "Non si può fare",
    410: "Non più pubblica",
    413: "Troppo grande",
    422: "Qualcosa non torna",
    429: "Troppe richieste",
    503: "Servizio non raggiungibile",
}


def furnish(app: FastAPI, front: Front) -> None:
    """Give an app the portal's routes: people get pages, everybody else problem+json."""
    app.state.https = front.settings.address.startswith("https://")
    for room in ROOMS:
        app.include_router(room.routes(front))

    _answer_refusals(app, front)
    app.add_exception_handler(Detour, _elsewhere)


def _answer_refusals(app: FastAPI, front: Front) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        return _refused(front, request, error)

    async def invalid(request: Request, _: Exception) -> Response:
        return _refused(front, request, Refusal(*INVALID))

    async def http(request: Request, error: Exception) -> Response:
        return _refused(front, request, _of_http(error))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


async def _elsewhere(_: Request, error: Exception) -> Response:
    if not isinstance(error, Detour):
        raise TypeError from error
    return RedirectResponse(error.path, 303)


def _of_http(error: Exception) -> Refusal:
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {404: NOWHERE, 413: TOO_LARGE}
    slug, sentence, _ = known.get(status, (f"http-{status}", "La richiesta non è valida.", status))
    return Refusal(slug, sentence, status)


def _refused(front: Front, request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise TypeError from error
    response = _told(front, request, error)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.after)
    return response


def _told(front: Front, request: Request, error: Refusal) -> Response:
    if not _is_person(request):
        return problem(error.status, error.slug, error.sentence)
    heading = HEADINGS.get(error.status, "Richiesta non eseguita")
    message = {"heading": heading, "sentence": error.sentence, "slug": error.slug}
    return show(front, request, "message.html", message, error.status)


def _is_person(request: Request) -> bool:
    """A browser that opens a page, not a part of a page that asks by itself."""
    accepts = request.headers.get("accept", "")
    return "text/html" in accepts and "hx-request" not in request.headers
