"""The pages of a draft, one after the other: what was typed is kept before anything is judged."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.portal.api.checks import step_faults
from services.portal.api.front import Front
from services.portal.api.guard import READING, WRITING, own_form, public, seldom, show
from services.portal.api.sheet import Sheet, StepName, open_sheet, sheet_of
from services.portal.api.step_view import asked_on, frame, items, papers
from services.portal.api.turn import (
    NOTICES,
    OVERTAKEN,
    Turn,
    save,
    save_as_typed,
    typed_form,
    way,
)
from services.portal.rules.faults import Fault
from services.portal.rules.said import kind_of
from services.portal.rules.steps import CHECK, Step

PAGE = "/domanda/{draft_id}/passo/{name}"
MORE_QUESTIONS = "Per ciò che ha risposto ci sono altre domande in questa pagina."


@dataclass(frozen=True)
class Telling:
    """What a page tells: what is wrong, what to know, the field to begin with."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    first: str = ""
    page: str = ""
    to_check: bool = False

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return 422 if self.faults else 200


def routes(front: Front) -> APIRouter:
    """Return the routes of the pages that ask."""
    router = APIRouter(default_response_class=Response)
    _offer_page(router, front)
    _offer_saving(router, front)
    _offer_keeping(router, front)
    return router


def _offer_page(router: APIRouter, front: Front) -> None:
    @router.get(PAGE, **public(), dependencies=[seldom(front, READING)])
    async def page(request: Request, draft_id: UUID, name: StepName, avviso: str = "") -> Response:
        sheet = await open_sheet(front, request, draft_id)
        notices = [NOTICES[avviso]] if avviso in NOTICES else []
        told = Telling(notices=notices, to_check=request.query_params.get("torna") == CHECK)
        return step_page(front, request, sheet, sheet.step(name), told)


def _offer_saving(router: APIRouter, front: Front) -> None:
    guards = [seldom(front, WRITING), own_form(front)]

    @router.post(PAGE, **public(), dependencies=guards)
    async def send(request: Request, draft_id: UUID, name: StepName) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        turn = Turn(sheet, sheet.step(name), await typed_form(request))
        saved, notice = await save(front, turn)
        after = await sheet_of(front, saved.draft)
        if path := way(turn, after, notice):
            return RedirectResponse(path, 303)
        told = await _judged(front, turn, after)
        if told is not None:
            return step_page(front, request, after, turn.step, told)
        return RedirectResponse(_onward(turn, after), 303)


def _offer_keeping(router: APIRouter, front: Front) -> None:
    guards = [seldom(front, WRITING), own_form(front)]

    @router.post(f"{PAGE}/bozza", **public(), dependencies=guards)
    async def keep(request: Request, draft_id: UUID, name: StepName) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        turn = Turn(sheet, sheet.step(name), await typed_form(request))
        saved = await save_as_typed(front, turn)
        after = await sheet_of(front, saved.draft)
        notices = [NOTICES[OVERTAKEN]] if saved.overtaken else []
        to_check = turn.form.get("torna") == CHECK
        told = Telling(notices=notices, page=turn.page, to_check=to_check)
        values = _values(after, turn.step, told)
        if set(asked_on(after, turn.step)) == turn.shown:
            return show(front, request, "saved.html", values)
        response = show(front, request, "refreshed.html", values)
        response.headers.update({"HX-Retarget": "#campi", "HX-Reswap": "outerMorph"})
        return response


async def _judged(front: Front, turn: Turn, after: Sheet) -> Telling | None:
    """Return what to tell when more is asked, or else something is wrong; None to go on."""
    to_check = turn.form.get("torna") == CHECK
    fresh = [path for path in asked_on(after, turn.step) if path not in turn.shown]
    if fresh:
        return Telling(notices=[MORE_QUESTIONS], first=fresh[0], to_check=to_check)
    found = await step_faults(front, after, turn.step)
    return Telling(faults=found, to_check=to_check) if found else None


def _onward(turn: Turn, after: Sheet) -> str:
    to_check = turn.form.get("torna") == CHECK
    return after.step_href(after.step(CHECK) if to_check else after.after(turn.step))


def step_page(front: Front, request: Request, sheet: Sheet, step: Step, told: Telling) -> Response:
    """Show a page of a draft with what it has to tell."""
    values = _values(sheet, step, told)
    return show(front, request, f"step_{step.kind}.html", values, told.status)


def _values(sheet: Sheet, step: Step, told: Telling) -> dict[str, Any]:
    wrong = {each.path: each.sentence for each in told.faults}
    return {
        **frame(sheet, step, told.faults),
        "notices": told.notices,
        "first": told.first,
        "page": told.page or secrets.token_hex(8),
        "seen": sheet.draft.revision,
        "saved_at": sheet.draft.saved_at if sheet.draft.marks else None,
        "shown": ",".join(asked_on(sheet, step)),
        "items": items(sheet, step, wrong),
        "papers": papers(sheet, told.faults) if step.kind == "documents" else [],
        "wrong": wrong,
        "kind": kind_of(sheet.data, sheet.line),
        "to_check": told.to_check,
    }
