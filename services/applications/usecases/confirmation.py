"""Filing the good rows of a sheet, each in a transaction of its own: it may be begun again."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import ApplicationForm, Arrival, BulkLoad, FieldError, Receipt
from kit import clock
from kit.database import Cause, Database
from kit.refusal import Refusal
from services.applications.models.loads import LoadedRow, LoadedSheet
from services.applications.usecases.filing import Filing
from services.applications.usecases.intake import register_application
from services.applications.usecases.loads import load_of

# What these say is not about the row: it may be filed later.
OF_THE_CALL = frozenset({"not-open", "call-suspended", "call-revoked", "unknown-call"})

_WAITING = text(
    "select row from bulk_row where load_id = :id and form is not null and application_id is null "
    "order by row"
)
_FILED = text(
    "update bulk_row set application_id = :application_id, protocol = :protocol, form = null "
    "where load_id = :id and row = :row"
)
_REFUSED = text(
    "update bulk_row set errors = :errors, form = null where load_id = :id and row = :row"
).bindparams(bindparam("errors", type_=JSONB))
_CONFIRMED = text("update bulk_load set confirmed_at = :at where id = :id and confirmed_at is null")


@dataclass(frozen=True)
class Confirming:
    """Who confirms which sheet; the key makes organisations known in every service."""

    load_id: UUID
    operator: str
    pseudonym_key: str


async def confirm(database: Database, confirming: Confirming) -> BulkLoad:
    """File every good row of a sheet as an arrival, in its order, and say what became of each.

    A row is filed once, however often this is begun and wherever it was stopped. One that is
    refused is told with its reason, and the others go on. Refuses `unknown-load` 404, and what
    stops the call: `not-open`, `call-suspended`, `call-revoked` 409.
    """
    async with database.reading() as session:
        await load_of(session, confirming.load_id)
        waiting = (await session.execute(_WAITING, {"id": confirming.load_id})).scalars().all()
    for row in waiting:
        await _file(database, confirming, row)
    async with database.transaction(Cause(actor=confirming.operator)) as session:
        await session.execute(_CONFIRMED, {"id": confirming.load_id, "at": clock.now()})
        return await load_of(session, confirming.load_id)


async def _file(database: Database, confirming: Confirming, row: int) -> None:
    cause = Cause(actor=confirming.operator)
    try:
        async with database.transaction(cause) as session:
            await file_row(session, confirming, row)
    except Refusal as refusal:
        if refusal.slug in OF_THE_CALL:
            raise
        async with database.transaction(cause) as session:
            values = {"id": confirming.load_id, "row": row, "errors": _told(refusal)}
            await session.execute(_REFUSED, values)


async def file_row(session: AsyncSession, confirming: Confirming, row: int) -> Receipt | None:
    """File one row, if nobody else has; its form is kept no longer."""
    key = (confirming.load_id, row)
    loaded = await session.get(LoadedRow, key, with_for_update=True)
    sheet = await session.get_one(LoadedSheet, confirming.load_id)
    if loaded is None or loaded.form is None or loaded.application_id is not None:
        return None
    receipt = await register_application(session, _filing(confirming, sheet, loaded.form))
    values = {"application_id": receipt.application_id, "protocol": receipt.protocol}
    await session.execute(_FILED, {"id": confirming.load_id, "row": row, **values})
    return receipt


def _filing(confirming: Confirming, sheet: LoadedSheet, written: dict[str, object]) -> Filing:
    form = ApplicationForm.model_validate(written)
    digest = hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()
    arrival = Arrival.model_validate({
        "channel": sheet.channel, "operator": confirming.operator, "arrived_at": sheet.arrived_at,
    })  # fmt: skip
    return Filing(form, digest, confirming.pseudonym_key, clock.now(), arrival)


def _told(refusal: Refusal) -> list[dict[str, str]]:
    whole = FieldError(field="", rule=refusal.slug, detail=refusal.sentence)
    return getattr(refusal, "errors", None) or [whole.model_dump()]
