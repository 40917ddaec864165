"""What comes after the sending: the receipt, where the application is, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from contracts.intake import Receipt, Standing
from kit.database import Cause
from kit.days import civil_day
from kit.refusal import Refusal
from services.portal.api.front import Front
from services.portal.api.guard import (
    READING,
    WRITING,
    hand_key,
    own_form,
    public,
    seldom,
    show,
)
from services.portal.api.sheet import Detour, held_draft, sheet_of
from services.portal.models import Draft
from services.portal.rules import place
from services.portal.rules.said import data_of
from services.portal.usecases import opening
from services.portal.usecases.opening import Beginning

TRACK: Mapping[str, int] = {
    "registrata": 1,
    "in istruttoria": 2,
    **dict.fromkeys(place.WAITS, 2),
    "accolta": 3,
    "ammessa, in lista d'attesa": 3,
}
STAGES = ("Inviata", "Registrata", "In istruttoria", "Decisa", "Conclusa")
LAST = len(STAGES) - 1
CONFIRM = "si"
TOLD: Mapping[str, str] = {"ritirata": "La domanda è ritirata, e il ritiro è registrato."}


@dataclass(frozen=True)
class Stage:
    """One dot of the track."""

    label: str
    state: str


def routes(front: Front) -> APIRouter:
    """Return the routes of an application that was sent."""
    router = APIRouter(default_response_class=Response)
    _offer_standing(router, front)
    _offer_receipt(router, front)
    _offer_withdrawal(router, front)
    _offer_amendment(router, front)
    return router


def _offer_standing(router: APIRouter, front: Front) -> None:
    @router.get("/domanda/{draft_id}", **public(), dependencies=[seldom(front, READING)])
    async def where(request: Request, draft_id: UUID, avviso: str = "") -> Response:
        draft = await held_draft(front, request, draft_id)
        if draft.sent_at is None:
            return RedirectResponse(await _step_to_go_on(front, draft), 303)
        standing = await _standing(front, draft)
        shown = {
            "draft": draft,
            "receipt": _receipt(draft),
            "standing": standing,
            "stages": stages(standing.state) if standing else [],
            "waits": place.WAITS.get(standing.state, "") if standing else "",
            "place": await _place(front, draft) if standing else None,
            "told": TOLD.get(avviso, ""),
            "title": await _title(front, draft),
        }
        return show(front, request, "standing.html", shown)


def _offer_receipt(router: APIRouter, front: Front) -> None:
    seldom_read = [seldom(front, READING)]

    @router.get("/domanda/{draft_id}/ricevuta", **public(), dependencies=seldom_read)
    async def receipt(request: Request, draft_id: UUID) -> Response:
        draft = await _sent(front, request, draft_id)
        shown = {"draft": draft, "receipt": _receipt(draft), "title": await _title(front, draft)}
        return show(front, request, "receipt.html", shown)

    @router.get("/domanda/{draft_id}/ricevuta.json", **public(), dependencies=seldom_read)
    async def receipt_as_data(request: Request, draft_id: UUID) -> Response:
        draft = await _sent(front, request, draft_id)
        found = _receipt(draft)
        name = found.protocol.replace("/", "-")
        disposition = {"Content-Disposition": f'attachment; filename="ricevuta-{name}.json"'}
        return Response(
            found.model_dump_json(indent=2), media_type="application/json", headers=disposition
        )


def _offer_withdrawal(router: APIRouter, front: Front) -> None:
    there = "/domanda/{draft_id}/ritiro"

    @router.get(there, **public(), dependencies=[seldom(front, READING)])
    async def ask(request: Request, draft_id: UUID) -> Response:
        draft = await _sent(front, request, draft_id)
        return await _withdrawal(front, request, draft, "")

    guards = [seldom(front, WRITING), own_form(front)]

    @router.post(there, **public(), dependencies=guards)
    async def withdraw(request: Request, draft_id: UUID) -> Response:
        draft = await _sent(front, request, draft_id)
        if (await request.form()).get("conferma") != CONFIRM:
            return await _withdrawal(
                front, request, draft, "Confermi che vuole ritirare la domanda."
            )
        application_id = application_of(draft)
        await front.applications.withdraw(application_id, f"withdrawal-{application_id}")
        return RedirectResponse(f"/domanda/{draft.id}?avviso=ritirata", 303)


def _offer_amendment(router: APIRouter, front: Front) -> None:
    guards = [seldom(front, WRITING), own_form(front)]

    @router.post("/domanda/{draft_id}/modifica", **public(), dependencies=guards)
    async def amend(request: Request, draft_id: UUID) -> Response:
        draft = await _sent(front, request, draft_id)
        standing = await front.applications.standing(application_of(draft))
        if not standing.may_amend:
            sentence = "La domanda non si può più modificare."
            raise Refusal("too-late-to-amend", sentence)
        beginning = await _amendment(front, draft, standing)
        async with front.database.transaction(Cause(actor="public")) as session:
            opened = await opening.start_draft(session, front.key, beginning)
        response = RedirectResponse(f"/domanda/{opened.draft_id}", 303)
        hand_key(request, response, opened.draft_id, opened.secret)
        return response


def stages(state: str) -> list[Stage]:
    """Return the track of an application whose state is told in words."""
    here = TRACK.get(state, LAST)
    return [
        Stage(label, "done" if at < here else "now" if at == here else "next")
        for at, label in enumerate(STAGES)
    ]


def application_of(draft: Draft) -> UUID:
    """Return the id of the application that a sent draft has become, or has amended."""
    return draft.amends or draft.id


async def _step_to_go_on(front: Front, draft: Draft) -> str:
    """Lead to the page that was left, or to the one after it when it was sent."""
    sheet = await sheet_of(front, draft)
    known = {step.name: step for step in sheet.steps}
    last = known.get(draft.step, sheet.steps[0])
    return sheet.step_href(sheet.after(last) if sheet.is_done(last) else last)


async def _sent(front: Front, request: Request, draft_id: UUID) -> Draft:
    draft = await held_draft(front, request, draft_id)
    if draft.sent_at is None:
        raise Detour(f"/domanda/{draft.id}")
    return draft


def _receipt(draft: Draft) -> Receipt:
    return Receipt.model_validate(draft.receipt)


async def _standing(front: Front, draft: Draft) -> Standing | None:
    """Ask where the application is; the receipt is shown also when nobody answers."""
    try:
        return await front.applications.standing(application_of(draft))
    except Refusal:
        return None


async def _place(front: Front, draft: Draft) -> dict[str, Any] | None:
    """Tell the place of an application in its list, when it is in one."""
    application_id = application_of(draft)
    try:
        case = await front.applications.place(application_id)
        accepting = await front.applications.acceptance(application_id) if case else None
    except Refusal:
        return None
    if case is None:
        return None
    return {
        "headline": place.headline(case),
        "sentences": place.sentences(case),
        "code": case.code,
        "acceptance": place.acceptance(accepting) if accepting else "",
        "href": f"/bandi/{draft.call_id}/{draft.line}/graduatoria",
    }


async def _title(front: Front, draft: Draft) -> str:
    try:
        return (await front.applications.call(draft.call_id)).title
    except Refusal:
        return draft.call_id


async def _withdrawal(front: Front, request: Request, draft: Draft, wrong: str) -> Response:
    standing = await front.applications.standing(application_of(draft))
    shown = {"draft": draft, "standing": standing, "wrong": wrong}
    return show(front, request, "withdraw.html", shown, 422 if wrong else 200)


async def _amendment(front: Front, draft: Draft, standing: Standing) -> Beginning:
    call = await front.applications.call(draft.call_id, standing.form_version)
    data: dict[str, Any] = data_of(standing.answers, call.definition.line(draft.line), front.places)
    data["filed_documents"] = _filed(standing)
    data["filed_on"] = civil_day(standing.registered_at).isoformat()
    # What is asked may depend on who applies: a name is not needed for it.
    applicant = draft.data.get("applicant", {})
    data["applicant"] = {
        key: applicant[key] for key in ("kind", "municipality") if key in applicant
    }
    return Beginning(
        call_id=draft.call_id,
        call_version=call.version,
        line=draft.line,
        data=data,
        arrival=draft.arrival,
        amends=application_of(draft),
    )


def _filed(standing: Standing) -> dict[str, list[str]]:
    """Return the names of the files that were filed, document by document."""
    names: dict[str, list[str]] = {}
    for receipt in standing.receipts:
        for filed in receipt.documents:
            names.setdefault(filed.document, []).append(filed.name)
    return names
