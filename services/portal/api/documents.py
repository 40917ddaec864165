"""The documents of a draft: files are handed on at once, and only their receipts are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from contracts.intake import AttachmentReceipt
from contracts.questions import RequiredDocument
from kit.database import Cause
from kit.refusal import Refusal
from kit.web import BODY_BYTES
from services.portal.api.checks import step_faults
from services.portal.api.front import Front
from services.portal.api.guard import UPLOADING, form_of, own_form, public, seldom
from services.portal.api.sheet import Sheet, open_sheet, sheet_of
from services.portal.api.steps import Telling, step_page
from services.portal.rules.asked import documents
from services.portal.rules.faults import Fault
from services.portal.rules.parts import LEAVE, UPLOAD, remove_of
from services.portal.rules.steps import CHECK, DOCUMENTS
from services.portal.rules.typed import clean
from services.portal.usecases.saving import Papers, Saving, change_papers, save_step

MOST_BYTES = 10 * 1024 * 1024
FORM_BYTES = 4 * MOST_BYTES
MOST_NAME = 120
TOO_BIG = "Il file è troppo grande: al massimo 10 MB."
EMPTY = "Il file è vuoto."
FILE = "file."


@dataclass(frozen=True)
class Upload:
    """A file that was chosen for one of the documents."""

    document: RequiredDocument
    file: UploadFile


def routes(front: Front) -> APIRouter:
    """Return the route that takes files."""
    router = APIRouter(default_response_class=Response)
    guards = [seldom(front, UPLOADING), own_form(front)]

    @router.post(
        "/domanda/{draft_id}/documenti", **public(**{BODY_BYTES: FORM_BYTES}), dependencies=guards
    )
    async def take(request: Request, draft_id: UUID) -> Response:
        sheet = await open_sheet(front, request, draft_id)
        form = await form_of(request)
        action, to_check = _text(form, "azione"), _text(form, "torna") == CHECK
        refused = await _taken(front, sheet, form)
        await _removed(front, sheet, action)
        after = await _marked(front, sheet)
        step = after.step(DOCUMENTS)
        if action == LEAVE and not refused:
            return RedirectResponse(f"{after.href}/pausa", 303)
        if action == UPLOAD or remove_of(action):
            told = Telling(faults=refused, to_check=to_check)
            return step_page(front, request, after, step, told)
        if found := refused or await step_faults(front, after, step):
            return step_page(front, request, after, step, Telling(faults=found, to_check=to_check))
        return RedirectResponse(
            after.step_href(after.step(CHECK) if to_check else after.after(step)), 303
        )

    return router


async def _taken(front: Front, sheet: Sheet, form: FormData) -> list[Fault]:
    """Hand every chosen file on; return what was refused, with the reason."""
    refused = []
    for upload in _uploads(sheet, form):
        try:
            await _hand_on(front, sheet, upload)
        except Refusal as refusal:
            refused.append(
                Fault(f"documents.{upload.document.id}", DOCUMENTS, _told(upload, refusal))
            )
    return refused


async def _hand_on(front: Front, sheet: Sheet, upload: Upload) -> None:
    content = await upload.file.read()
    if not content:
        raise Refusal("empty-file", EMPTY, 422)
    if len(content) > MOST_BYTES:
        raise Refusal("too-large", TOO_BIG, 413)
    name = _name(upload.file.filename or "")
    media_type = upload.file.content_type or "application/octet-stream"
    receipt = await front.applications.attach(name, content, media_type)
    paper = _paper(name, receipt)
    most = upload.document.at_most

    def add(papers: Papers) -> Papers:
        # A button pressed twice uploads twice.
        there = {each["sha256"] for each in papers}
        return papers if paper["sha256"] in there else [*papers, paper][:most]

    async with front.database.transaction(Cause(actor="public")) as session:
        await change_papers(session, sheet.draft.id, upload.document.id, add)


async def _removed(front: Front, sheet: Sheet, action: str) -> None:
    document, _, attachment = remove_of(action).partition(".")
    if document not in {each.id for each in sheet.line.documents}:
        return

    def drop(papers: Papers) -> Papers:
        return [paper for paper in papers if paper["attachment_id"] != attachment]

    async with front.database.transaction(Cause(actor="public")) as session:
        await change_papers(session, sheet.draft.id, document, drop)


async def _marked(front: Front, sheet: Sheet) -> Sheet:
    async with front.database.transaction(Cause(actor="public")) as session:
        saving = Saving(step=DOCUMENTS, parts={})
        saved = await save_step(session, sheet.draft.id, saving, sheet.window)
    return await sheet_of(front, saved.draft)


def _uploads(sheet: Sheet, form: FormData) -> Iterator[Upload]:
    for document in documents(sheet.line, sheet.understood):
        for file in form.getlist(f"{FILE}{document.id}")[: document.at_most]:
            if isinstance(file, UploadFile) and file.filename:
                yield Upload(document, file)


def _name(given: str) -> str:
    """Keep the last part of a name: no path, nothing that cannot be shown."""
    last = clean(given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '<>"')
    return shown.strip()[-MOST_NAME:] or "documento"


def _paper(name: str, receipt: AttachmentReceipt) -> dict[str, Any]:
    return {
        "attachment_id": str(receipt.attachment_id),
        "name": name,
        "size": receipt.size,
        "sha256": receipt.sha256,
        "state": receipt.state,
    }


def _told(upload: Upload, refusal: Refusal) -> str:
    return f"{_name(upload.file.filename or '')}: {refusal.sentence}"


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
