"""The HTTP door of the dashboard, route by route."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import RedirectResponse, Response

from kit.problems import problem
from kit.refusal import Refusal
from services.dashboard.api import (
    adhesions,
    agreements,
    batch,
    board,
    calls,
    case,
    desks,
    digests,
    documents,
    door,
    entry,
    files,
    funds,
    hearing,
    liquidations,
    loads,
    migration,
    payments,
    plans,
    proofs,
    provider_changes,
    providers,
    rankings,
    recalculation,
    reports,
    review,
    review_act,
    review_call,
    review_case,
    review_gate,
    search,
    stream,
    surveys,
    vouchers,
    what_if,
)
from services.dashboard.api.desk import Desk
from services.dashboard.api.render import page

INVALID = ("invalid-request", "L'indirizzo o il modulo contiene campi non validi.", 422)
ROOMS = (
    door, board, search, entry, stream, case, hearing, proofs, liquidations, vouchers, documents,
    migration, calls, funds, what_if, recalculation, loads, payments, batch, reports, providers,
    provider_changes,
    rankings, adhesions, plans, agreements, desks, surveys,
    review, review_call, review_gate, review_case, review_act, files,
    digests,
)  # fmt: skip
HEADINGS = {401: "Serve l'accesso", 403: "Non consentito", 404: "Non trovata"}


def furnish(app: FastAPI, desk: Desk) -> None:
    """Give an app the dashboard's routes: people get pages, everybody else problem+json."""
    for room in ROOMS:
        app.include_router(room.routes(desk))

    async def refused(request: Request, error: Exception) -> Response:
        return _refused(desk, request, error)

    async def invalid(request: Request, _: Exception) -> Response:
        wrong = Refusal(
            "invalid-request", "L'indirizzo o il modulo contiene campi non validi.", 422
        )
        return _refused(desk, request, wrong)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)


def _refused(desk: Desk, request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise TypeError from error
    if not _is_person(request):
        return problem(error.status, error.slug, error.sentence)
    if error.slug == "not-signed":
        there = request.url.path if request.method == "GET" else "/domande"
        return RedirectResponse(f"/accesso?poi={quote(there)}", 303)
    heading = HEADINGS.get(error.status, "Richiesta non eseguita")
    message = {"staff": None, "heading": heading, "sentence": error.sentence}
    return page("message.html", {**desk.frame(), **message}, error.status)


def _is_person(request: Request) -> bool:
    """A browser that opens a page, not a part of a page that asks by itself."""
    accepts = request.headers.get("accept", "")
    return "text/html" in accepts and "hx-request" not in request.headers
