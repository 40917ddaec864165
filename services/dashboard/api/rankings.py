"""Lists of sections: all of them, one with its rows, and the steps from provisional to final."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import RedirectResponse, Response

from contracts.calls import LineId
from contracts.places import CallId
from contracts.rankings import FinalRequest, ProvisionalRequest, RankingAnswer
from kit import clock
from kit.refusal import Refusal
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
from services.dashboard.api.hearing_form import Long, official, told
from services.dashboard.api.ranking_page import Asked, ranking_page
from services.dashboard.api.rankings_view import address, list_values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask
from services.dashboard.queries.rankings import heard
from services.dashboard.rules.ranking_words import PHASE_CHIPS

ONE = "/graduatorie/{call_id}/{line}"
Once = Annotated[UUID, Form()]


@dataclass(frozen=True)
class Where:
    """The section whose list is looked at."""

    call_id: CallId
    line: LineId

    @property
    def path(self) -> str:
        """The section as its owner names it."""
        return f"/v1/calls/{self.call_id}/lines/{self.line}"

    def done(self, what: str) -> Response:
        """Lead back to the list, with what was done."""
        return RedirectResponse(f"{address((self.call_id, self.line))}?fatto={what}", 303)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of lists."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_publication(router, desk)
    _offer_answers(router, desk)
    _offer_signature(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/graduatorie", openapi_extra=callers(*EVERYBODY))
    async def listed(
        visitor: Annotated[Visitor, everybody], fase: Annotated[str, Query(max_length=20)] = ""
    ) -> Response:
        async with desk.database.reading() as session:
            found = await heard(session)
        phase = fase if fase in PHASE_CHIPS else ""
        values = list_values(desk.calls, found, phase, clock.today())
        return page("rankings.html", {**desk.frame("graduatorie"), "staff": visitor, **values})

    @router.get(ONE, openapi_extra=callers(*EVERYBODY))
    async def one(
        where: Annotated[Where, Depends()],
        visitor: Annotated[Visitor, everybody],
        asked: Annotated[Asked, Depends()],
    ) -> Response:
        return await _page(desk, visitor, where, asked, NOTHING_BACK)


def _offer_publication(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/provvisorie",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def publish(
        where: Annotated[Where, Depends()], visitor: Annotated[Visitor, operators], once: Once
    ) -> Response:
        try:
            body = ProvisionalRequest(official=official(visitor))
            await desk.applications.send(_ask(f"{where.path}/provisional-rankings", body, once))
        except Refusal as refusal:
            back = Back("provvisoria", {}, refusal)
            return await _page(desk, visitor, where, Asked(), back)
        return where.done("provvisoria")


def _offer_answers(router: APIRouter, desk: Desk) -> None:
    operators = Depends(signed_in(desk, *OPERATORS))

    @router.post(
        f"{ONE}/osservazioni/{{observation_id}}/risposte",
        openapi_extra=callers(*OPERATORS),
        dependencies=[own_form(desk, SESSION)],
    )
    async def answer(
        where: Annotated[Where, Depends()],
        observation_id: UUID,
        visitor: Annotated[Visitor, operators],
        ranking_id: Annotated[UUID, Form()],
        text: Long = "",
    ) -> Response:
        try:
            body = told(RankingAnswer, {"text": text.strip(), "official": official(visitor)})
            path = f"/v1/rankings/{ranking_id}/observations/{observation_id}/answer"
            await desk.applications.put(Ask(path, body))
        except Refusal as refusal:
            back = Back(f"osservazione-{observation_id}", {"text": text}, refusal)
            return await _page(desk, visitor, where, Asked(), back)
        return where.done("risposta")


def _offer_signature(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{ONE}/definitive",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def sign(
        where: Annotated[Where, Depends()],
        visitor: Annotated[Visitor, manager],
        once: Once,
        reason: Long = "",
    ) -> Response:
        try:
            body = told(FinalRequest, {"reason": reason.strip(), "official": official(visitor)})
            await desk.applications.send(_ask(f"{where.path}/final-rankings", body, once))
        except Refusal as refusal:
            back = Back("definitiva", {"reason": reason}, refusal)
            return await _page(desk, visitor, where, Asked(), back)
        return where.done("definitiva")


def _ask(path: str, body: Any, once: UUID) -> Ask:
    return Ask(path, body, key=str(once), patience_s=ROW_BY_ROW_S)


async def _page(desk: Desk, visitor: Visitor, where: Where, asked: Asked, back: Back) -> Response:
    return await ranking_page(desk, visitor, (where.call_id, where.line), asked, back)
