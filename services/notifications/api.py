"""The HTTP door of notifications."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel

from contracts.mail import MailAttachment, MailOut, MailPage, MailSummary
from contracts.notifications import MailState
from kit.web import SERVICE
from services.notifications.models import Letter, Mail
from services.notifications.queries.letters import letters_of
from services.notifications.queries.mail import file_of, files_of, mail_of, mail_page
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.fates import State
from services.notifications.rules.received import written
from services.notifications.usecases.originals import Originals

PAGE = 100
MOST_OF_A_TEXT = 20_000
router = APIRouter(prefix="/v1")


class LetterOut(BaseModel):
    """One letter and where it is; `letter_class` L is a legal notice, C a courtesy."""

    letter_id: UUID
    letter: str
    catalogue: str
    letter_class: Literal["L", "C"]
    state: State
    attempts: int
    reason: str
    queued_at: datetime
    settled_at: datetime | None


class Letters(BaseModel):
    """The letters of one application, oldest first."""

    items: list[LetterOut]


@router.get("/applications/{application_id}/letters", summary="Lettere di una domanda", **SERVICE)
async def letters(application_id: UUID, request: Request) -> Letters:
    """Return the letters of one application; none for an unknown one."""
    async with request.app.state.database.reading() as session:
        found = await letters_of(session, application_id)
    return Letters(items=[_out(letter) for letter in found])


def _out(letter: Letter) -> LetterOut:
    matter = drafts()[letter.name].matter
    return LetterOut.model_validate(
        {
            **letter.model_dump(),
            "letter_id": letter.id,
            "letter": letter.name,
            "catalogue": matter.catalogue,
            "letter_class": matter.letter_class,
        }
    )


@router.get("/mail", summary="Posta in arrivo", **SERVICE)
async def mails(
    request: Request,
    body: str | None = None,
    state: Annotated[list[MailState], Query()] = [],  # noqa: B006
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> MailPage:
    """Return mail that came in, newest first: of one body or of all, in these states or in any.

    What waits for a person is `unreadable`, `too-large` or `unmatched`.
    """
    async with request.app.state.database.reading() as session:
        found = await mail_page(session, body, state, after, limit)
    items = [MailSummary.model_validate(_summary(mail, count)) for mail, count in found]
    return MailPage(items=items, next=items[-1].mail_id if len(items) == limit else None)


@router.get("/mail/{mail_id}", summary="Un messaggio ricevuto", **SERVICE)
async def mail(mail_id: UUID, request: Request) -> MailOut:
    """Return one mail with its text and its files. Refuses `mail-unknown` 404."""
    async with request.app.state.database.reading() as session:
        found = await mail_of(session, mail_id)
        files = await files_of(session, mail_id)
    raw = await _originals(request).read(found.sha256)
    text = await asyncio.to_thread(written, raw, found.mailbox)
    told = {
        **_summary(found, len(files)),
        "message_id": found.message_id,
        "sha256": found.sha256,
        "text": text[:MOST_OF_A_TEXT],
        "answerable": found.kind in ("message", "anomalia"),
        "files": [
            MailAttachment.model_validate(each.model_dump(exclude={"mail_id"})) for each in files
        ],
    }
    return MailOut.model_validate(told)


@router.get("/mail/{mail_id}/original", response_class=FileResponse, **SERVICE)
async def original(mail_id: UUID, request: Request) -> FileResponse:
    """Return a mail byte for byte as it came; of one too large its header.

    Refuses `mail-unknown` 404.
    """
    async with request.app.state.database.reading() as session:
        found = await mail_of(session, mail_id)
    place = _originals(request).place(found.sha256)
    return FileResponse(place, media_type="message/rfc822", filename=f"{mail_id}.eml")


@router.get("/mail/{mail_id}/attachments/{number}", response_class=FileResponse, **SERVICE)
async def attachment(mail_id: UUID, number: int, request: Request) -> FileResponse:
    """Return a file of a mail, numbered from 1, as it was sent: nobody looked into it.

    Refuses `file-unknown` 404.
    """
    async with request.app.state.database.reading() as session:
        found = await file_of(session, mail_id, number)
    place = _originals(request).place(found.sha256)
    return FileResponse(place, media_type=found.media_type, filename=found.name)


def _originals(request: Request) -> Originals:
    originals: Originals = request.app.state.originals
    return originals


def _summary(mail: Mail, files: int) -> dict[str, object]:
    return {
        **mail.model_dump(include=set(MailSummary.model_fields)),
        "mail_id": mail.id,
        "attachments": files,
    }
