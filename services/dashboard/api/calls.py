"""The pages of calls, and the steps that officials take with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from contracts.places import CallId
from contracts.publishing import CallStepRequest
from kit.refusal import Refusal
from services.dashboard.api.call_view import Seen, call_values
from services.dashboard.api.calls_view import list_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.render import page
from services.dashboard.api.steps_view import NOTHING_TYPED, Onlooker, Typed
from services.dashboard.queries.call_cards import call_card, call_cards
from services.dashboard.queries.calls import applications_by_call, owner_name, told_of
from services.dashboard.queries.staff import staff_names
from services.dashboard.rules.call_words import CALL_STATES, STEPS, step_done
from services.dashboard.rules.effects import recalculated
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import day_of
from services.dashboard.usecases.call_acts import take_step

FIGURES = re.compile(r"([0-9]{1,7})-([0-9]{1,7})-([0-9]{1,7})")
NOT_A_STEP = ("step-incomplete", "Manca qualcosa: ricontrolla numero, giorno e motivo.", 422)


@dataclass(frozen=True)
class Done:
    """What the page before says that was done."""

    fatto: Annotated[str, Query(max_length=20)] = ""
    versione: int = 1
    ricalcolo: Annotated[str, Query(max_length=30)] = ""


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the list of calls, of one call, and of the steps."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_steps(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/bandi", openapi_extra=callers(*EVERYBODY))
    async def calls(visitor: Annotated[Visitor, everybody], stato: str = "") -> Response:
        cards = await call_cards(desk.applications)
        async with desk.database.reading() as session:
            counts = await applications_by_call(session)
        state = stato if stato in CALL_STATES else ""
        values = list_values(desk.programmes, cards, counts, state)
        return page("calls.html", {**desk.frame("bandi"), "staff": visitor, **values})

    @router.get("/bandi/{call_id}", openapi_extra=callers(*EVERYBODY))
    async def call(
        call_id: CallId, visitor: Annotated[Visitor, everybody], done: Annotated[Done, Depends()]
    ) -> Response:
        values = await _values(desk, visitor, call_id, NOTHING_TYPED)
        return page("call.html", {**values, "told": _told(done)})


def _offer_steps(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        "/bandi/{call_id}/passi",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def step(
        call_id: CallId,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Typed, Depends(_typed)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            request = _request(visitor, typed)
            await take_step(desk.applications, call_id, request, once)
        except Refusal as refusal:
            values = await _values(desk, visitor, call_id, typed.refused(refusal))
            told = {"tone": "bad", "label": "Passo non registrato", "text": refusal.sentence}
            return page("call.html", {**values, "told": told}, refusal.status)
        done = f"?fatto={typed.step}&versione={typed.version}"
        return RedirectResponse(f"/bandi/{call_id}{done}", 303)


def _typed(
    step: Annotated[str, Form(max_length=20)],
    version: Annotated[int, Form(ge=1)],
    act_number: Annotated[str, Form(max_length=100)] = "",
    act_on: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Typed:
    return Typed(step, version, act_number.strip(), act_on, reason.strip())


def _request(visitor: Visitor, typed: Typed) -> CallStepRequest:
    try:
        return CallStepRequest.model_validate(
            {
                "step": typed.step,
                "version": typed.version,
                "official": f"staff:{visitor.signed.id}",
                "act_number": typed.act_number,
                "act_on": day_of(typed.act_on),
                "reason": typed.reason,
            }
        )
    except ValidationError as error:
        raise Refusal(*NOT_A_STEP) from error


async def _values(desk: Desk, visitor: Visitor, call_id: str, typed: Typed) -> dict[str, Any]:
    card = await call_card(desk.applications, call_id)
    async with desk.database.reading() as session:
        told = await told_of(session, call_id)
        names = await staff_names(session, {each.official for each in card.taken})
    owner = owner_name(desk.programmes, card.owner)
    seen = Seen(card, told, owner, onlooker(visitor, names))
    return {**desk.frame("bandi"), "staff": visitor, **call_values(seen, typed)}


def onlooker(visitor: Visitor, names: Mapping[str, str]) -> Onlooker:
    """Return who looks at a call, as its page needs to know."""
    role = visitor.signed.role
    return Onlooker(
        official=f"staff:{visitor.signed.id}",
        may_act=role in DECIDERS,
        may_enter=role in OPERATORS,
        names=names,
    )


def _told(done: Done) -> dict[str, str] | None:
    if found := FIGURES.fullmatch(done.ricalcolo):
        migrated, unchanged, left = map(int, found.groups())
        return {
            "tone": "good",
            "label": "Domande ricalcolate",
            "text": recalculated(migrated, unchanged, left),
        }
    if done.fatto not in STEPS:
        return None
    label = step_done(done.fatto, done.versione).label
    return {"tone": "good", "label": label, "text": "Il passo è nella storia del bando, qui sotto."}
