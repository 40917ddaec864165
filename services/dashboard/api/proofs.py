"""What is proved and answered in a case: deliveries, facts of the term, observations."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from contracts.terms import Delivery, FactGiven, ObservationAnswer
from kit.refusal import Refusal
from services.dashboard.api.case_page import Come, case_done, case_page
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Long, Short, official, told
from services.dashboard.api.term_view import Back
from services.dashboard.rules.wording import day_of
from services.dashboard.usecases.hearing import answer_observation, prove_delivery, tell_fact

CASE = "/domande/{application_id}"
PLACE = "contraddittorio"


def routes(desk: Desk) -> APIRouter:
    """Return the routes of proofs and answers."""
    router = APIRouter(default_response_class=Response)
    _offer_proofs(router, desk)
    _offer_answers(router, desk)
    return router


def _offer_proofs(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))
    guarded: Any = {
        "openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{CASE}/preavvisi/{{notice_id}}/consegne", **guarded)
    async def delivery(
        application_id: UUID,
        notice_id: UUID,
        visitor: Annotated[Visitor, operator],
        served_on: Short = "",
        evidence: Short = "",
    ) -> Response:
        typed = {"served_on": served_on, "evidence": evidence.strip()}
        try:
            values = {**typed, "served_on": day_of(served_on), "official": official(visitor)}
            await prove_delivery(
                desk.applications, application_id, notice_id, told(Delivery, values)
            )
        except Refusal as refusal:
            back = Back(f"preavviso-{notice_id}", typed, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "consegna", PLACE)

    @router.post(f"{CASE}/termine", **guarded)
    async def fact(
        application_id: UUID,
        visitor: Annotated[Visitor, operator],
        typed: Annotated[dict[str, str], Depends(_typed_fact)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            values = {**typed, "on": day_of(typed["on"]), "days": typed["days"] or 0}
            given = told(FactGiven, {**values, "official": official(visitor)})
            await tell_fact(desk.applications, application_id, given, once)
        except Refusal as refusal:
            back = Back("fatto", typed, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "fatto", PLACE)


def _typed_fact(
    kind: Short = "", on: Short = "", days: Short = "", reference: Short = ""
) -> dict[str, str]:
    return {"kind": kind, "on": on, "days": days.strip(), "reference": reference.strip()}


def _offer_answers(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{CASE}/osservazioni/{{observation_id}}/risposte",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def answer(
        application_id: UUID,
        observation_id: UUID,
        visitor: Annotated[Visitor, manager],
        text: Long = "",
    ) -> Response:
        typed = {"text": text.strip()}
        try:
            said = told(ObservationAnswer, {**typed, "official": official(visitor)})
            await answer_observation(desk.applications, application_id, observation_id, said)
        except Refusal as refusal:
            back = Back(f"osservazione-{observation_id}", typed, refusal)
            return await case_page(desk, visitor, application_id, Come(back=back))
        return case_done(application_id, "risposta", PLACE)
