"""The review of a call: who is appointed, how much each has to read, how alike they are."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.places import CallId
from contracts.readings import ReadingCounts, ReviewerCard
from contracts.review import Appointment
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.render import page
from services.dashboard.api.review_form import Short
from services.dashboard.api.review_list import EVERYBODY_S, View
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.models import Staff
from services.dashboard.queries.calls import call_title
from services.dashboard.queries.review import Wanted, agreement, readings, reviewers
from services.dashboard.queries.staff import SOMEBODY, operators
from services.dashboard.rules import review_words as words
from services.dashboard.rules.wording import ROLES, Sign
from services.dashboard.usecases.review import appoint

CALL = "/istruttorie/bandi/{call_id}"
NOBODY = ("reviewer-missing", "Scegli chi esamina le domande.", 422)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the review of a call."""
    router = APIRouter(default_response_class=Response)
    manager = Depends(signed_in(desk, "manager"))

    @router.get(CALL, openapi_extra=callers("manager"))
    async def opened(
        call_id: CallId, visitor: Annotated[Visitor, manager], esito: str = ""
    ) -> Response:
        return await _page(desk, visitor, call_id, done=bool(esito))

    @router.post(
        f"{CALL}/incarichi",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def give(
        call_id: CallId,
        visitor: Annotated[Visitor, manager],
        once: Annotated[UUID, Form()],
        typed: Annotated[dict[str, Any], Depends(_typed)],
    ) -> Response:
        values = {**typed, "official": official(visitor)}
        try:
            await appoint(desk.applications, call_id, told(Appointment, values, NOBODY), once)
        except Refusal as refusal:
            form = "nomina" if typed["active"] else "incarico"
            return await _page(desk, visitor, call_id, Back(form, values, refusal))
        return RedirectResponse(f"/istruttorie/bandi/{call_id}?esito=fatto", 303)

    return router


def _typed(
    reviewer: Annotated[str, Form(max_length=64)] = "",
    line: Annotated[list[str] | None, Form(max_length=50)] = None,
    active: Short = "yes",
) -> dict[str, Any]:
    return {"reviewer": reviewer, "lines": line or [], "active": active == "yes"}


async def _page(
    desk: Desk, visitor: Visitor, call_id: str, back: Back = NOTHING_BACK, *, done: bool = False
) -> Response:
    found = (await reviewers(desk.applications, call_id)).items
    alike = await agreement(desk.applications, call_id)
    work = (await readings(desk.applications, Wanted(call_id))).counts
    async with desk.database.reading() as session:
        staff = await operators(session)
    values = {
        **desk.frame("istruttorie"),
        "staff": visitor,
        "call": {"id": call_id, "title": call_title(desk.calls, call_id)},
        "sums": _sums(call_id, work),
        "agreement": words.agreement_sentence(alike.compared, alike.mean_difference, alike.alpha),
        "reviewers": _reviewers(desk, call_id, found, staff),
        "form": _form(desk, call_id, found, staff, back),
        "action": f"/istruttorie/bandi/{call_id}/incarichi",
        "if_removed": words.IF_REMOVED,
        "refusal": back.refusal.sentence if back.refusal and back.form != "nomina" else "",
        "once": str(new_id()),
        "done": done,
    }
    return page("review_call.html", values, back.refusal.status if back.refusal else 200)


def _sums(call_id: str, work: ReadingCounts) -> list[dict[str, Any]]:
    view = View(EVERYBODY_S, call_id)
    return [
        {"label": label, "count": count, "href": view.address(aspetta=name)}
        for name, label in words.WAITS_CHIPS.items()
        for count in [work.model_dump()[name]]
    ]


def _reviewers(
    desk: Desk, call_id: str, found: Sequence[ReviewerCard], staff: Sequence[Staff]
) -> list[dict[str, Any]]:
    names = {f"staff:{each.id}": each.name for each in staff}
    most = max((each.waiting for each in found), default=0) or 1
    titles = {line.id: line.title for line in _lines(desk, call_id)}
    return [
        {
            "id": each.reviewer, "name": names.get(each.reviewer, SOMEBODY), "active": each.active,
            "lines": ", ".join(titles.get(line, line) for line in each.lines) or "tutte",
            "sign": _sign(each), "waiting": each.waiting, "handed_in": each.handed_in,
            "percent": 100 * each.waiting // most,
            "href": View(each.reviewer, call_id).address(),
        }
        for each in found
    ]  # fmt: skip


def _sign(card: ReviewerCard) -> Sign:
    if not card.active:
        return words.REMOVED
    if card.conflict:
        return words.CONFLICT
    return words.DECLARED if card.declared else words.UNDECLARED


def _form(
    desk: Desk, call_id: str, found: Sequence[ReviewerCard], staff: Sequence[Staff], back: Back
) -> dict[str, Any]:
    taken = {each.reviewer for each in found if each.active}
    free = [each for each in staff if f"staff:{each.id}" not in taken]
    typed = back.of("nomina")
    return {
        "people": [
            {"value": f"staff:{each.id}", "label": f"{each.name}, {ROLES[each.role]}"}
            for each in free
        ],
        "lines": [
            {"id": line.id, "title": line.title, "chosen": line.id in typed.get("lines", ())}
            for line in _lines(desk, call_id)
        ],
        "chosen": typed.get("reviewer", ""),
        "wrong": back.wrong("nomina"),
    }


def _lines(desk: Desk, call_id: str) -> Sequence[Any]:
    return desk.calls[call_id].latest.lines if call_id in desk.calls else ()
