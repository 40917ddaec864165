"""The check of all answers, and the sending, once."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from contracts.intake import FieldError, Receipt
from kit import clock
from kit.database import Cause
from kit.refusal import Refusal
from services.portal.api.call_view import versions
from services.portal.api.checks import all_faults, is_kept_from
from services.portal.api.fields import anchor
from services.portal.api.front import Front
from services.portal.api.guard import READING, WRITING, own_form, public, seldom, show
from services.portal.api.sheet import Detour, Sheet, held_draft, open_sheet
from services.portal.api.step_view import frame
from services.portal.models import Draft
from services.portal.queries.peer import PeerRefusal
from services.portal.rules import calendar
from services.portal.rules.faults import ANSWERS, Fault, answer_faults
from services.portal.rules.filing import Filled
from services.portal.rules.said import kind_of
from services.portal.rules.steps import APPLICANT, CHECK, DOCUMENTS, PAYMENT
from services.portal.rules.summary import Summary
from services.portal.usecases.saving import follow_form, follow_version
from services.portal.usecases.sending import freeze, keep_receipt, thaw

LATE = (
    "Il termine per fare domanda è passato. Se la invia adesso, la domanda è registrata come "
    "arrivata fuori termine e riceve comunque una risposta motivata."
)
OTHER_FORM = "versione"
OTHER_FORM_TOLD = (
    "Il bando ora giudica la Sua domanda con un'altra versione: qui trova le sue domande. "
    "Ricontrolli le risposte."
)
SENDING = "La domanda era già partita e manca la risposta: prema di nuovo «Invia la domanda»."
STOPPED = {"suspended", "revoked", "published"}
NUMBERED = re.compile(r"documents\[([0-9]{1,3})\]")
PAGES = {"applicant": APPLICANT, "iban": PAYMENT, "documents": DOCUMENTS}


def routes(front: Front) -> APIRouter:
    """Return the routes of the last page."""
    router = APIRouter(default_response_class=Response)
    _offer_check(router, front)
    _offer_sending(router, front)
    _offer_news(router, front)
    return router


def _offer_check(router: APIRouter, front: Front) -> None:
    @router.get("/domanda/{draft_id}/controllo", **public(), dependencies=[seldom(front, READING)])
    async def check(request: Request, draft_id: UUID) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        away = ""
        try:
            await _keep_up(front, sheet)
            found = await all_faults(front, sheet)
        except Refusal as refusal:
            found, away = [], refusal.sentence
        return _page(front, request, sheet, found, away)


def _offer_sending(router: APIRouter, front: Front) -> None:
    guards = [seldom(front, WRITING), own_form(front)]

    @router.post("/domanda/{draft_id}/invio", **public(), dependencies=guards)
    async def send(request: Request, draft_id: UUID) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        await _keep_up(front, sheet)
        found = [] if sheet.draft.sending else await all_faults(front, sheet)
        if is_kept_from(sheet, found):
            return _page(front, request, sheet, found)
        try:
            await _send(front, sheet)
        except PeerRefusal as refusal:
            async with front.database.transaction(Cause(actor="public")) as session:
                await thaw(session, draft_id)
            found = _told_by(refusal, sheet)
            return _page(front, request, sheet, found, refusal.sentence)
        return RedirectResponse(f"{sheet.href}/ricevuta", 303)


def _offer_news(router: APIRouter, front: Front) -> None:
    there = "/domanda/{draft_id}/novita"

    @router.get(there, **public(), dependencies=[seldom(front, READING)])
    async def news(request: Request, draft_id: UUID) -> Response:
        draft = await held_draft(front, request, draft_id)
        call = await front.applications.call(draft.call_id)
        later = [each for each in versions(call) if each.number > draft.call_version]
        shown = {"draft": draft, "call": call, "versions": later}
        return show(front, request, "news.html", shown)

    guards = [seldom(front, WRITING), own_form(front)]

    @router.post(there, **public(), dependencies=guards)
    async def read(
        request: Request, draft_id: UUID, versione: Annotated[int, Form(ge=1, le=10_000)]
    ) -> Response:
        draft = await held_draft(front, request, draft_id)
        call = await front.applications.call(draft.call_id)
        async with front.database.transaction(Cause(actor="public")) as session:
            await follow_version(session, draft.id, min(versione, call.version))
        return RedirectResponse(f"/domanda/{draft.id}", 303)


async def _keep_up(front: Front, sheet: Sheet) -> None:
    """Follow the version that an amended application is judged by, when it is another by now."""
    draft = sheet.draft
    if draft.amends is None or draft.sending is not None:
        return
    standing = await front.applications.standing(draft.amends)
    if standing.form_version != draft.call_version:
        async with front.database.transaction(Cause(actor="public")) as session:
            await follow_form(session, draft.id, standing.form_version)
        raise Detour(f"{sheet.step_href(sheet.step(CHECK))}?avviso={OTHER_FORM}")


async def _send(front: Front, sheet: Sheet) -> None:
    """Fix the body, hand it over, keep the receipt: at any of the three it may be tried again."""
    draft = sheet.draft
    body = draft.sending or body_of(sheet)
    async with front.database.transaction(Cause(actor="public")) as session:
        frozen = await freeze(session, draft.id, body)
    if frozen is None:
        return
    receipt = await _handed_over(front, draft, frozen)
    async with front.database.transaction(Cause(actor="public")) as session:
        await keep_receipt(session, draft.id, receipt)


def body_of(sheet: Sheet) -> bytes:
    """Return what is handed over of a draft in which nothing is wrong."""
    draft, filled = sheet.draft, filled_of(sheet)
    if draft.amends is not None:
        return filled.amendment()
    if draft.arrival is not None:
        return filled.arrival(sheet.reader, draft.arrival["arrival"])
    return filled.application(sheet.reader)


def filled_of(sheet: Sheet) -> Filled:
    """Return what a draft says, to be handed over."""
    draft = sheet.draft
    return Filled(draft.id, draft.call_id, sheet.line, sheet.data, sheet.understood)


async def _handed_over(front: Front, draft: Draft, body: bytes) -> Receipt:
    """Hand the body over under a key that is always the same for this draft."""
    key = f"draft-{draft.id}"
    if draft.amends is not None:
        return await front.applications.amend(draft.amends, body, key)
    if draft.arrival is not None:
        return await front.applications.arrive(body, key)
    return await front.applications.file(body, key)


def _told_by(refusal: PeerRefusal, sheet: Sheet) -> list[Fault]:
    """Return the fields that the owner of the applications names, on our pages."""
    told = [FieldError.model_validate(each) for each in refusal.errors]
    answers = [each for each in told if each.field.startswith(ANSWERS)]
    ours = [
        Fault(_named(each.field, sheet), PAGES[stem], each.detail)
        for each in told
        if (stem := each.field.replace("[", ".").partition(".")[0]) in PAGES
    ]
    return [*ours, *answer_faults(sheet.line, sheet.understood, answers)]


def _named(field: str, sheet: Sheet) -> str:
    """Return the document of an attachment that is named by its number, `documents[2]`."""
    found = NUMBERED.fullmatch(field)
    names = [each.document for each in filled_of(sheet).attached] if found else []
    index = int(found[1]) if found else 0
    return f"documents.{names[index]}" if index < len(names) else field


def _page(
    front: Front, request: Request, sheet: Sheet, found: list[Fault], away: str = ""
) -> Response:
    step = sheet.step(CHECK)
    kept = is_kept_from(sheet, found)
    kind = kind_of(sheet.data, sheet.line)
    summary = Summary(sheet.line, sheet.data, kind, sheet.understood, front.places)
    values: dict[str, Any] = {
        **frame(sheet, step),
        "sections": [
            {
                "step": each,
                "href": f"{sheet.step_href(each)}?torna={CHECK}",
                "rows": summary.rows(each),
                "items": summary.items(each),
            }
            for each in sheet.steps
            if each.kind != "check"
        ],
        "faults": [(_fault_href(sheet, each), each.told(sheet.line)) for each in kept],
        "lacking": [each.told(sheet.line) for each in found if each not in kept],
        "notices": _notices(request, sheet, away),
        "may_send": not kept and not away and sheet.call.state not in STOPPED,
        "answer": calendar.answer_sentence(sheet.call.definition),
    }
    return show(front, request, "check.html", values, 422 if kept and _sent(request) else 200)


def _fault_href(sheet: Sheet, fault: Fault) -> str:
    """Return the page and the field on which something is put right."""
    known = {step.name: step for step in sheet.steps}
    if fault.step not in known:
        return "#sezioni"
    return f"{sheet.step_href(known[fault.step])}?torna={CHECK}#{anchor(fault.path)}"


def _notices(request: Request, sheet: Sheet, away: str) -> list[str]:
    told = [away] if away else []
    if request.query_params.get("avviso") == OTHER_FORM:
        told.append(OTHER_FORM_TOLD)
    if sheet.draft.sending is not None:
        told.append(SENDING)
    if sheet.call.state == "closed" and not sheet.amends:
        told.append(LATE)
    if sheet.call.state in STOPPED:
        told.append(calendar.sign(sheet.call, clock.now()).sentence)
    return told


def _sent(request: Request) -> bool:
    return request.method == "POST"
