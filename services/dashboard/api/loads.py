"""Many applications from a sheet: template, upload, preview with errors per row, confirmation."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from starlette.responses import RedirectResponse, Response

from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import BODY_BYTES
from services.dashboard.api.calls_view import in_force
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.loads_view import FILTERS, View, load_values
from services.dashboard.api.render import page
from services.dashboard.api.sheet_form import (
    CHANNELS,
    Arrived,
    Place,
    just_now,
    read_sheet,
)
from services.dashboard.queries.call_cards import call_card
from services.dashboard.queries.calls import line_of
from services.dashboard.queries.loads import TYPES, bulk_load, bulk_template
from services.dashboard.usecases.loads import confirm_load, load_sheet

MOST_BYTES = 5 * 1024 * 1024
TEMPLATE = "/bandi/{call_id}/{line}/modello"
UPLOAD = "/bandi/{call_id}/{line}/caricamento"
LOADED = "/bandi/{call_id}/{line}/caricamento/{load_id}"
NO_LINE = ("no-line", "Il bando non ha questa sezione, o non è pubblicato.", 404)


@dataclass(frozen=True)
class Asked:
    """Which rows of a loaded sheet are asked for."""

    righe: Annotated[str, Query(max_length=12)] = ""
    pagina: Annotated[int, Query(ge=1, le=10_000)] = 1


def routes(desk: Desk) -> APIRouter:
    """Return the routes of sheets."""
    router = APIRouter(default_response_class=Response)
    _offer_template(router, desk)
    _offer_upload(router, desk)
    _offer_loaded(router, desk)
    return router


def _offer_template(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.get(
        TEMPLATE,
        openapi_extra=callers(*OPERATORS),
        dependencies=[operators],
    )
    async def template(place: Annotated[Place, Depends()], formato: str = "csv") -> Response:
        kind = formato if formato in TYPES else "csv"
        content = await bulk_template(desk.applications, place.call_id, place.line, kind)
        name = f"modello-{place.call_id}-{place.line}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=TYPES[kind], headers=headers)


def _offer_upload(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.get(UPLOAD, openapi_extra=callers(*OPERATORS))
    async def upload_page(
        place: Annotated[Place, Depends()], visitor: Annotated[Visitor, operators]
    ) -> Response:
        return page("upload.html", await _values(desk, visitor, place))

    @router.post(
        UPLOAD,
        openapi_extra={**callers(*OPERATORS), BODY_BYTES: MOST_BYTES},
        dependencies=[own_form(desk, SESSION)],
    )
    async def upload(
        place: Annotated[Place, Depends()],
        visitor: Annotated[Visitor, operators],
        sheet: Annotated[UploadFile, File()],
        typed: Annotated[Arrived, Depends()],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            chosen = await read_sheet(place, visitor, sheet, typed)
            load = await load_sheet(desk.applications, chosen, once)
        except Refusal as refusal:
            values = await _values(desk, visitor, place)
            back = {"refusal": refusal, "typed": typed}
            return page("upload.html", {**values, **back}, refusal.status)
        return RedirectResponse(f"{place.path}/{load.load_id}", 303)


def _offer_loaded(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.get(LOADED, openapi_extra=callers(*OPERATORS))
    async def loaded(
        place: Annotated[Place, Depends()],
        load_id: UUID,
        visitor: Annotated[Visitor, operators],
        asked: Annotated[Asked, Depends()],
    ) -> Response:
        return page("load.html", await _loaded(desk, visitor, place, load_id, asked))

    @router.post(LOADED, openapi_extra=callers(*OPERATORS), dependencies=[own_form(desk, SESSION)])
    async def confirm(
        place: Annotated[Place, Depends()],
        load_id: UUID,
        visitor: Annotated[Visitor, operators],
    ) -> Response:
        try:
            await confirm_load(desk.applications, load_id, f"staff:{visitor.signed.id}")
        except Refusal as refusal:
            values = await _loaded(desk, visitor, place, load_id, Asked())
            return page("load.html", {**values, "refusal": refusal}, refusal.status)
        return RedirectResponse(f"{place.path}/{load_id}", 303)


async def _values(desk: Desk, visitor: Visitor, place: Place) -> dict[str, Any]:
    card = await call_card(desk.applications, place.call_id)
    version = in_force(card)
    line = line_of(version.definition if version else None, place.line)
    if line is None:
        raise Refusal(*NO_LINE)
    return {
        **desk.frame("bandi"),
        "staff": visitor,
        "call": {"id": card.call_id, "title": card.title, "href": f"/bandi/{card.call_id}"},
        "line": line.title,
        "path": place.path,
        "template_href": f"/bandi/{place.call_id}/{place.line}/modello?formato=",
        "refusal": None,
        "typed": just_now(),
        "channels": [{"value": each, "label": label} for each, label in CHANNELS.items()],
        "once": str(new_id()),
    }


async def _loaded(
    desk: Desk, visitor: Visitor, place: Place, load_id: UUID, asked: Asked
) -> dict[str, Any]:
    load = await bulk_load(desk.applications, load_id)
    if (load.call_id, load.line) != (place.call_id, place.line):
        raise Refusal(*NO_LINE)
    rows = asked.righe if asked.righe in FILTERS else ""
    view = View(f"{place.path}/{load_id}", rows, asked.pagina)
    values = await _values(desk, visitor, place)
    return {**values, "load": load_values(load, view), "here": view.path}
