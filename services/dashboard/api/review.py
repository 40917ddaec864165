"""«Istruttorie»: what waits for somebody's reading, and who reads what."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import NOT_ALLOWED, OPERATORS, Visitor, callers, signed_in
from services.dashboard.api.hearing_form import official
from services.dashboard.api.render import page
from services.dashboard.api.review_list import (
    EVERYBODY_S,
    View,
    around,
    chips,
    headline,
    rows,
    to_declare,
)
from services.dashboard.queries.calls import call_title
from services.dashboard.queries.review import Wanted, readings
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.review_words import LAW, WAITS_CHIPS
from services.dashboard.rules.story import DECIDERS

MINE, ALL = "Le mie", "Di tutti"


def routes(desk: Desk) -> APIRouter:
    """Return the route of the list of reviews."""
    router = APIRouter(default_response_class=Response)
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.get("/istruttorie", openapi_extra=callers(*OPERATORS))
    async def reviews(
        visitor: Annotated[Visitor, operators],
        view: Annotated[View, Depends(_view)],
        esito: str = "",
    ) -> Response:
        return page("reviews.html", await _values(desk, visitor, view, declared=bool(esito)))

    return router


def _view(
    chi: Annotated[str, Query(max_length=64, pattern=r"^(tutti|staff:[0-9a-f-]{1,58})?$")] = "",
    bando: Annotated[str, Query(max_length=40)] = "",
    aspetta: Annotated[str, Query(max_length=20)] = "",
    dopo: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = "",
) -> View:
    return View(chi, bando, aspetta if aspetta in WAITS_CHIPS else "", dopo)


async def _values(desk: Desk, visitor: Visitor, view: View, *, declared: bool) -> dict[str, Any]:
    me = official(visitor)
    if view.chi not in ("", me) and visitor.signed.role not in DECIDERS:
        raise Refusal(*NOT_ALLOWED)
    view = _opened_by(visitor, view)
    reviewer = "" if view.chi == EVERYBODY_S else view.chi or me
    told = await readings(desk.applications, Wanted(view.bando, reviewer, view.aspetta, view.dopo))
    known = await around(desk, told.items, me)
    mine = reviewer == me
    return {
        **desk.frame("istruttorie"),
        "staff": visitor,
        "title": "Le mie istruttorie" if mine else "Istruttorie",
        "headline": headline(told.items, me) if mine else _headline(told.counts.model_dump()),
        "tabs": _tabs(visitor, view),
        "chips": chips(view, told.counts),
        "rows": rows(desk, told, known, me),
        "mine": mine,
        "of": await _name(desk, view.chi),
        "call": call_title(desk.calls, view.bando) if view.bando else "",
        "call_links": [] if mine else _call_links(desk, {each.call_id for each in told.items}),
        "without_call_href": view.address(bando="", dopo=""),
        "calls": _calls(desk) if visitor.signed.role in DECIDERS else [],
        "view": view,
        "declarations": to_declare(desk, told.items, me),
        "law": LAW,
        "declared": declared,
        "first_href": view.address(dopo="") if view.dopo else "",
        "next_href": view.address(dopo=str(told.next)) if told.next else "",
    }


def _opened_by(visitor: Visitor, view: View) -> View:
    """Who gives the work out and signs it begins with that of all."""
    if view.chi or visitor.signed.role not in DECIDERS:
        return view
    return replace(view, chi=EVERYBODY_S)


def _tabs(visitor: Visitor, view: View) -> list[dict[str, Any]]:
    if visitor.signed.role not in DECIDERS:
        return []
    me = official(visitor)
    return [
        {"label": ALL, "href": View(bando=view.bando).address(),
         "current": view.chi == EVERYBODY_S},
        {"label": MINE, "href": View(me).address(), "current": view.chi == me},
    ]  # fmt: skip


def _headline(counts: dict[str, int]) -> str:
    nobody, signature = counts["reader"], counts["signature"]
    return f"Da firmare: {signature}. Senza nessuno che le legga: {nobody}."


async def _name(desk: Desk, chi: str) -> str:
    if not chi.startswith("staff:"):
        return ""
    async with desk.database.reading() as session:
        return (await staff_names(session, [chi])).get(chi, SOMEBODY)


def _call_links(desk: Desk, ids: set[str]) -> list[dict[str, str]]:
    return [{"id": each, "title": call_title(desk.calls, each)} for each in sorted(ids)]


def _calls(desk: Desk) -> list[dict[str, str]]:
    reviewed = [each for each in desk.calls.values() if each.latest.review]
    known = [{"value": each.id, "label": f"{each.id}: {each.latest.title}"} for each in reviewed]
    return [{"value": "", "label": "Tutti i bandi"}, *known] if known else []
