"""Finding an application by name, tax code or register number.

The words are sent as a form and stand in no address: a name in an address would stay in the
history of the browser and in the logs of whoever passes it on.
"""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.board_view import line
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.render import page
from services.dashboard.queries import listing
from services.dashboard.queries.cards import listed_cards
from services.dashboard.queries.search import MOST, found_applications

NUMBER = re.compile(r"[0-9]{1,7}(/[0-9]{4})?")
SHORTEST, LONGEST = 2, 60
TOO_SHORT = ("words-too-short", "Scrivi almeno due lettere o cifre.", 422)


def routes(desk: Desk) -> APIRouter:
    """Return the route of the search."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.post(
        "/domande/ricerca",
        openapi_extra=callers(*EVERYBODY),
        dependencies=[own_form(desk, SESSION)],
    )
    async def search(
        visitor: Annotated[Visitor, everybody],
        parole: Annotated[str, Form(max_length=LONGEST)] = "",
    ) -> Response:
        words = parole.strip()
        if NUMBER.fullmatch(words):
            return RedirectResponse(f"/domande?protocollo={words}", 303)
        frame = {**desk.frame("domande"), "staff": visitor, "words": words}
        try:
            return page("search.html", {**frame, **await _found(desk, visitor, words), "wrong": ""})
        except Refusal as refusal:
            nothing = {"rows": [], "headline": "La ricerca non è riuscita."}
            values = {**frame, **nothing, "wrong": refusal.sentence}
            return page("search.html", values, refusal.status)

    return router


async def _found(desk: Desk, visitor: Visitor, words: str) -> dict[str, Any]:
    if len(words) < SHORTEST:
        raise Refusal(*TOO_SHORT)
    ids = await found_applications(desk.applications, words)
    async with desk.database.reading() as session:
        rows = await listing.by_ids(session, ids)
    reader = f"staff:{visitor.signed.id}"
    cards = await listed_cards(desk.cards, [row.id for row in rows], reader)
    # A case that may not be read must not be found by a name either.
    rows = [row for row in rows if row.id in cards]
    today = clock.today()
    return {
        "rows": [line(desk.calls, row, cards, today) for row in rows],
        "headline": _headline(len(rows), full=len(ids) >= MOST),
    }


def _headline(found: int, *, full: bool) -> str:
    if full:
        return f"Sono le prime {found}: scrivi qualche lettera in più per restringere."
    return {0: "Nessuna domanda trovata.", 1: "1 domanda trovata."}.get(
        found, f"{found} domande trovate."
    )
