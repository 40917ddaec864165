"""«Nuova domanda per conto di…»: an official says how it came in, the portal has its form."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from contracts.publishing import CallCard
from kit.refusal import Refusal
from services.dashboard.api.calls_view import in_force
from services.dashboard.api.desk import Desk
from services.dashboard.api.entry_form import SEPARATOR, Entry, Wrong, fresh_entry, read_entry
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.render import page
from services.dashboard.queries.call_cards import call_cards
from services.dashboard.rules.call_words import CALL_STATES
from services.dashboard.usecases.entry import open_draft

ENTERABLE = ("open", "closed")
CHANNELS = (
    {"value": "counter", "label": "Allo sportello", "note": "La persona l'ha portata qui."},
    {"value": "post", "label": "Per posta", "note": "Vale il timbro, se il bando lo dice."},
    {"value": "email", "label": "Per e-mail", "note": "Nella casella ordinaria."},
    {"value": "pec", "label": "Con PEC", "note": "Nella casella certificata."},
)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the form of officers."""
    router = APIRouter(default_response_class=Response)
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.get("/domande/nuova", openapi_extra=callers(*OPERATORS))
    async def entry_page(visitor: Annotated[Visitor, operators], sezione: str = "") -> Response:
        return page("entry.html", await _values(desk, visitor, fresh_entry(sezione), {}))

    @router.post(
        "/domande/nuova",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def enter(
        visitor: Annotated[Visitor, operators],
        typed: Annotated[Entry, Depends()],
    ) -> Response:
        try:
            opened = await open_draft(desk.portal, read_entry(typed, visitor))
        except Refusal as refusal:
            wrong = refusal.sentences if isinstance(refusal, Wrong) else {"": refusal.sentence}
            values = await _values(desk, visitor, typed, wrong)
            return page("entry.html", values, refusal.status)
        values = {**desk.frame("domande"), "staff": visitor, "opened": opened}
        response = page("entry_opened.html", values)
        # A form may not lead to another site (form-action): the browser goes on by itself.
        response.headers["Refresh"] = f"0; url={opened.url}"
        return response

    return router


async def _values(
    desk: Desk, visitor: Visitor, typed: Entry, wrong: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **desk.frame("domande"),
        "staff": visitor,
        "sections": _sections(await call_cards(desk.applications)),
        "channels": CHANNELS,
        "typed": typed,
        "wrong": wrong,
    }


def _sections(cards: Sequence[CallCard]) -> list[dict[str, str]]:
    found = [{"value": "", "label": "Scegli"}]
    enterable = [card for card in cards if card.state in ENTERABLE]
    for card in sorted(enterable, key=lambda each: ENTERABLE.index(each.state)):
        version = in_force(card)
        lines = version.definition.lines if version else ()
        state = CALL_STATES[card.state].label.lower()
        found += [
            {
                "value": f"{card.call_id}{SEPARATOR}{line.id}",
                "label": f"{card.call_id} ({state}): {line.title}",
            }
            for line in lines
        ]
    return found
