"""The gate of a review: before a declaration nothing of who applied is shown.

It is the declaration of art. 6-bis L. 241/1990.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.places import CallId
from contracts.review import ConflictDeclaration
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.render import page
from services.dashboard.api.review_form import NO_CHOICE, NO_REASON, Long, Short
from services.dashboard.models import ApplicationRow
from services.dashboard.queries.calls import call_title
from services.dashboard.rules.review_words import IF_DECLARED, LAW
from services.dashboard.rules.sessions import inside_path
from services.dashboard.rules.wording import protocol
from services.dashboard.usecases.review import declare

GATE = "/istruttorie/bandi/{call_id}/dichiarazione"
HOME = "/istruttorie"
CLOSED = "in-conflict"
SHUT = frozenset({"declare-first", CLOSED})


@dataclass(frozen=True)
class Gate:
    """The gate of a call as it is shown: where it leads, what was typed, and what was wrong."""

    call_id: str
    then: str = HOME
    number: str = ""
    conflict: str = ""
    reason: str = ""
    refusal: Refusal | None = None


def routes(desk: Desk) -> APIRouter:
    """Return the routes of declarations."""
    router = APIRouter(default_response_class=Response)
    operator = Depends(signed_in(desk, *OPERATORS))

    @router.get(GATE, openapi_extra=callers(*OPERATORS))
    async def opened(call_id: CallId, visitor: Annotated[Visitor, operator]) -> Response:
        return gate_page(desk, visitor, Gate(call_id))

    @router.post(GATE, openapi_extra=callers(*OPERATORS), dependencies=[own_form(desk, SESSION)])
    async def declared(
        call_id: CallId,
        visitor: Annotated[Visitor, operator],
        once: Annotated[UUID, Form()],
        typed: Annotated[Gate, Depends(_typed)],
    ) -> Response:
        gate = replace(typed, call_id=call_id)
        try:
            await declare(desk.applications, call_id, _declaration(visitor, gate), once)
        except Refusal as refusal:
            return gate_page(desk, visitor, replace(gate, refusal=refusal))
        then = HOME if gate.conflict == "yes" else inside_path(gate.then)
        return RedirectResponse(f"{then}?esito=dichiarata", 303)

    return router


def _typed(
    conflict: Short = "",
    reason: Long = "",
    then: Annotated[str, Form(max_length=200)] = HOME,
) -> Gate:
    return Gate("", then, conflict=conflict, reason=reason.strip())


def _declaration(visitor: Visitor, gate: Gate) -> ConflictDeclaration:
    if gate.conflict not in ("yes", "no"):
        raise Refusal(*NO_CHOICE)
    if gate.conflict == "yes" and not gate.reason:
        raise Refusal(*NO_REASON)
    conflict = gate.conflict == "yes"
    values = {"reviewer": official(visitor), "conflict": conflict, "reason": gate.reason}
    return told(ConflictDeclaration, values)


def gate_page(desk: Desk, visitor: Visitor, gate: Gate) -> Response:
    """Answer the gate of a call, or that it stays shut for who declared a conflict."""
    shut = gate.refusal if gate.refusal and gate.refusal.slug == CLOSED else None
    values = {
        **desk.frame("istruttorie"),
        "staff": visitor,
        "call": {"id": gate.call_id, "title": call_title(desk.calls, gate.call_id)},
        "number": gate.number,
        "law": LAW,
        "then": IF_DECLARED,
        "shut": shut.sentence if shut else "",
        "form": _form(gate),
    }
    return page("review_gate.html", values, gate.refusal.status if gate.refusal else 200)


def shut_page(desk: Desk, visitor: Visitor, row: ApplicationRow, refusal: Refusal) -> Response:
    """Answer the gate for who may not read a case yet, or never; other refusals are raised."""
    if refusal.slug not in SHUT:
        raise refusal
    gate = Gate(
        row.call_id, f"/domande/{row.id}/istruttoria",
        protocol(row.register_number, row.register_year),
        refusal=refusal if refusal.slug == CLOSED else None,
    )  # fmt: skip
    return gate_page(desk, visitor, gate)


def _form(gate: Gate) -> dict[str, Any]:
    refusal = gate.refusal
    return {
        "action": f"/istruttorie/bandi/{gate.call_id}/dichiarazione",
        "once": str(new_id()),
        "then": gate.then,
        "conflict": gate.conflict,
        "reason": gate.reason,
        "wrong_choice": _beside(refusal, NO_CHOICE[0]),
        "wrong_reason": _beside(refusal, NO_REASON[0]),
        "wrong": refusal.sentence if refusal and _is_of_no_field(refusal) else "",
    }


def _beside(refusal: Refusal | None, slug: str) -> str:
    return refusal.sentence if refusal and refusal.slug == slug else ""


def _is_of_no_field(refusal: Refusal) -> bool:
    return refusal.slug not in (NO_CHOICE[0], NO_REASON[0], CLOSED)
