"""The money of a call: where it is, section by section, and the acts that move it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.money import FundsMove
from contracts.places import CallId
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.money_form import Values, act_of, sum_of, typed_act, typed_move
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.models import CallFact
from services.dashboard.queries.calls import call_title, line_title
from services.dashboard.queries.money import LineMoney, call_money, fund_moves
from services.dashboard.queries.peer import Ask
from services.dashboard.rules.money_words import PLACES
from services.dashboard.rules.story import DECIDERS

FUNDS = "/bandi/{call_id}/fondi"
DONE = {
    "tone": "good",
    "label": "Fondi spostati",
    "text": "Chi aspettava è stato servito in ordine.",
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the money of a call."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))
    manager = Depends(signed_in(desk, "manager"))

    @router.get(FUNDS, openapi_extra=callers(*EVERYBODY))
    async def funds(
        call_id: CallId, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        values = await _values(desk, visitor, call_id, NOTHING_BACK)
        return page("funds.html", {**values, "told": DONE if fatto == "spostati" else None})

    @router.post(
        f"{FUNDS}/spostamenti",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def move(
        call_id: CallId,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(typed_move)],
        act: Annotated[Values, Depends(typed_act)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            await _move(desk, visitor, call_id, (typed, act), once)
        except Refusal as refusal:
            back = Back("spostamento", {**typed, **act}, refusal)
            values = await _values(desk, visitor, call_id, back)
            return page("funds.html", {**values, "told": None}, refusal.status)
        return RedirectResponse(f"/bandi/{call_id}/fondi?fatto=spostati", 303)

    return router


async def _move(
    desk: Desk, visitor: Visitor, call_id: str, typed: tuple[Values, Values], once: UUID
) -> None:
    form, act = typed
    values = {key: form[key] for key in ("from_line", "to_line", "reason")}
    values |= {"amount_cents": sum_of(form["amount"]), "act": act_of(act)}
    body = told(FundsMove, {**values, "official": official(visitor)})
    await desk.vouchers.send(Ask(f"/v1/calls/{call_id}/fund-moves", body, key=str(once)))


async def _values(desk: Desk, visitor: Visitor, call_id: str, back: Back) -> dict[str, Any]:
    lines = await call_money(desk.vouchers, call_id)
    async with desk.database.reading() as session:
        moves = await fund_moves(session, call_id)
    may_move = visitor.signed.role in DECIDERS and len(lines) > 1
    return {
        **desk.frame("bandi"),
        "staff": visitor,
        "call": {
            "id": call_id, "title": call_title(desk.calls, call_id), "href": f"/bandi/{call_id}",
        },
        "lines": [_line(desk, call_id, each) for each in lines],
        "places": PLACES,
        "moves": [_moved(desk, each) for each in moves],
        "form": _form(call_id, back) if may_move else None,
    }  # fmt: skip


def _form(call_id: str, back: Back) -> dict[str, Any]:
    return {
        "action": f"/bandi/{call_id}/fondi/spostamenti",
        "typed": back.values,
        "wrong": back.wrong("spostamento"),
        "errors": back.errors("spostamento"),
        "once": str(new_id()),
    }


def _line(desk: Desk, call_id: str, line: LineMoney) -> dict[str, Any]:
    title = line_title(desk.calls, call_id, line.line) or call_title(desk.calls, call_id)
    return {"title": title, **line.model_dump()}


def _moved(desk: Desk, fact: CallFact) -> dict[str, Any]:
    data, call_id = fact.data, fact.call_id
    return {
        "at": fact.at,
        "cents": data["amount_cents"],
        "from": line_title(desk.calls, call_id, data["from_line"]),
        "to": line_title(desk.calls, call_id, data["to_line"]),
    }
