"""The doors of sheets: the template, the load, the confirmation; for officials only."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.intake import BulkLoad
from contracts.publishing import OFFICIAL, Official
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE, arrived_at, larger_body
from programmes.files import Programmes
from services.applications.api.attachments import store_of
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.api.forms import Form
from services.applications.rules import template
from services.applications.rules.file_content import MEBIBYTE, MOST_BYTES
from services.applications.rules.file_name import plain_name
from services.applications.usecases import loads, workbook
from services.applications.usecases.confirmation import Confirming, confirm
from services.applications.usecases.loads import Channel, Loading

router = APIRouter(prefix="/v1")
of_line = APIRouter(prefix="/calls/{call_id}/lines/{line}")

# Above the limit of a file by a little: what is just too large gets the answer for files.
LOAD = larger_body(SERVICE, MOST_BYTES + MEBIBYTE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Operator = Annotated[str, Query(pattern=OFFICIAL)]


class HowLoaded(BaseModel):
    """Who loads a sheet, its name, and by which channel and when its forms came in (now)."""

    model_config = ConfigDict(extra="forbid")

    operator: Official
    name: str = Field(default="", max_length=1000)
    channel: Channel = "partner"
    arrived_at: AwareDatetime | None = None


@of_line.get("/bulk-template", **SERVICE)
async def read_template(form: Form, format: Literal["csv", "xlsx"] = "csv") -> Response:  # noqa: A002
    """Return the empty sheet of a line, to be filled in with one application per row."""
    shown = template.shown(form.line)
    name = f"{form.call.id}-{form.line.id}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "csv":
        return Response(template.as_csv(shown), media_type="text/csv", headers=headers)
    book = workbook.template(shown, template.notes(form.line))
    return Response(book, media_type=XLSX, headers=headers)


@of_line.post("/bulk-loads", status_code=201, **LOAD)
async def load_sheet(
    request: Request,
    form: Form,
    how: Annotated[HowLoaded, Query()],
    idempotency_key: IdempotencyKey,
) -> BulkLoad:
    """Load a CSV or XLSX sheet as the raw body; nothing is filed before it is confirmed."""
    store = store_of(request)
    with store.desk() as path:
        incoming = await store.receive(path, request.stream())
        sheet = await loads.read_sheet(store, path)
    loading = Loading(
        form, sheet, plain_name(how.name), incoming.sha256, how.operator, how.channel,
        how.arrived_at or arrived_at(request),
    )  # fmt: skip
    rows = await loads.read_rows(loading, _places(request.app.state.programmes))
    told = f"{form.call.id}\n{form.line.id}\n{how.model_dump_json()}\n{incoming.sha256}"
    message = Message("http:bulk-loads", idempotency_key, told.encode())
    async with request.app.state.database.transaction(Cause(actor=how.operator)) as session:
        if stored := await message.take(session):
            return await loads.load_of(session, UUID((stored.result or {})["load_id"]))
        load = await loads.keep_load(session, loading, rows)
        await message.answer(session, {"load_id": str(load.load_id)})
        return load


@router.get("/bulk-loads/{load_id}", **SERVICE)
async def read_load(session: Reading, load_id: UUID) -> BulkLoad:
    """Return a loaded sheet, row by row: what is wrong, or what became of it."""
    return await loads.load_of(session, load_id)


@router.post("/bulk-loads/{load_id}/confirmations", **SERVICE)
async def confirm_load(request: Request, load_id: UUID, operator: Operator) -> BulkLoad:
    """File the good rows of a sheet; it may be asked again until all are filed."""
    confirming = Confirming(load_id, operator, request.app.state.pseudonym_key)
    return await confirm(request.app.state.database, confirming)


router.include_router(of_line)


def _places(programmes: Programmes) -> dict[str, str]:
    return {each.name.casefold(): each.istat for each in programmes.municipalities.values()}
