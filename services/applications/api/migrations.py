"""The doors through which applications are judged by a later version of their call."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.applications import ApplicationRevised
from contracts.places import CallId
from contracts.publishing import (
    MigrationPreview,
    MigrationPreviewRequest,
    MigrationRequest,
    Recalculation,
)
from kit.database import Cause, Database
from kit.inbox import Message
from kit.web import SERVICE
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.models.calls import CallVersion
from services.applications.usecases import migration

router = APIRouter(prefix="/v1")


@router.post("/applications/{application_id}/migration-previews", **SERVICE)
async def preview_migration(
    session: Reading, application_id: UUID, asked: MigrationPreviewRequest
) -> MigrationPreview:
    """Tell what another version would change for an application; nothing is written."""
    return await migration.preview(session, application_id, asked.to_version)


@router.post("/applications/{application_id}/migrations", status_code=201, **SERVICE)
async def migrate_application(
    request: Request, application_id: UUID, asked: MigrationRequest, idempotency_key: IdempotencyKey
) -> ApplicationRevised:
    """Judge an application by a later version; the same key and body have the same answer."""
    message = Message(f"http:migrations:{application_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=asked.official)) as session:
        if stored := await message.take(session):
            return ApplicationRevised.model_validate(stored.result)
        revised = await migration.migrate(session, application_id, asked)
        await message.answer(session, revised.model_dump(mode="json"))
        return revised


@router.post("/calls/{call_id}/recalculations", status_code=201, **SERVICE)
async def recalculate_call(
    request: Request, call_id: CallId, asked: MigrationRequest, idempotency_key: IdempotencyKey
) -> Recalculation:
    """Judge every undecided application of a call by a later version, batch by batch.

    Asked again with the same key, it goes on where it stopped; once done, it answers the same.
    """
    database: Database = request.app.state.database
    cause = Cause(actor=asked.official)
    message = Message(f"http:recalculations:{call_id}", idempotency_key, await request.body())
    async with database.transaction(cause) as session:
        version = await migration.check_recalculation(session, call_id, asked)
        stored = await message.take(session)
    if stored and stored.result:
        return Recalculation.model_validate(stored.result)
    changed = await _in_batches(database, cause, version, asked)
    async with database.transaction(cause) as session:
        answer = await migration.recalculated(session, version, changed)
        await message.answer(session, answer.model_dump(mode="json"))
    return answer


async def _in_batches(
    database: Database, cause: Cause, version: CallVersion, asked: MigrationRequest
) -> int:
    """Let each batch stand when it is done, so that one that fails undoes no other."""
    changed = 0
    while True:
        async with database.transaction(cause) as session:
            batch = await migration.recalculate_batch(session, version, asked)
        changed += batch.changed
        if not batch.judged:
            return changed
