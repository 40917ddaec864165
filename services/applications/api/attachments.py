"""The door of uploaded files."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from contracts.intake import AttachmentReceipt
from kit.database import Cause, Session
from kit.inbox import Message
from kit.web import PUBLIC, SERVICE, larger_body
from services.applications.rules.file_content import MEBIBYTE, MOST_BYTES
from services.applications.usecases import attachments
from services.applications.usecases.attachments import Taken
from services.applications.usecases.store import Store

router = APIRouter(prefix="/v1")

LONGEST_NAME = 1000
# Above the limit of a file by a little: what is just too large gets the answer for files.
UPLOAD = larger_body(PUBLIC, MOST_BYTES + MEBIBYTE)
Name = Annotated[str, Query(max_length=LONGEST_NAME)]
UploadKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[!-~]+$"),
]


def store_of(request: Request) -> Store:
    """Return the folder of uploaded files."""
    return Store(request.app.state.settings.applications_attachments_path)


@router.post("/attachments", status_code=201, **UPLOAD)
async def upload(
    request: Request, name: Name = "", idempotency_key: UploadKey = None
) -> AttachmentReceipt:
    """Take a PDF, JPEG or PNG of at most 10 MB, as the raw body; it may be filed within 30 days."""
    store, scanner = store_of(request), request.app.state.settings.applications_scanner
    with store.desk() as path:
        taken = await attachments.take_in(store, path, request.stream(), scanner)
        async with request.app.state.database.transaction(Cause(actor="public")) as session:
            if idempotency_key is None:
                return await attachments.keep(session, store, taken, name)
            return await _kept_once(session, store, taken, (idempotency_key, name))


async def _kept_once(
    session: Session, store: Store, taken: Taken, told: tuple[str, str]
) -> AttachmentReceipt:
    key, name = told
    body = f"{taken.incoming.sha256}\n{name}".encode(errors="replace")
    message = Message("http:attachments", key, body)
    if stored := await message.take(session):
        return AttachmentReceipt.model_validate(stored.result)
    receipt = await attachments.keep(session, store, taken, name)
    await message.answer(session, receipt.model_dump(mode="json"))
    return receipt


@router.get("/attachments/{attachment_id}", response_class=FileResponse, **SERVICE)
async def read(request: Request, attachment_id: UUID, watermark: bool = False) -> FileResponse:
    """Return an accepted file, to be saved; with `watermark=1` a copy that names its case."""
    store = store_of(request)
    async with request.app.state.database.reading() as session:
        file = await attachments.readable(session, store, attachment_id)
    if not watermark:
        return FileResponse(file.path, media_type=file.media_type, filename=file.name)
    copy = await attachments.marked(store, file)
    return FileResponse(
        copy.path, media_type=copy.media_type, filename=copy.name,
        background=BackgroundTask(copy.path.unlink, missing_ok=True),
    )  # fmt: skip
