"""The doors through which applications are judged by a later version of their call."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.applications.filing import ApplicationRevised
from contracts.places import CallId
from contracts.publishing import (
    MigrationPreview,
    MigrationPreviewRequest,
    MigrationRequest,
    Recalculation,
)
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE
from services.applications.api.door import IdempotencyKey, Reading
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
        key = request.app.state.pseudonym_key
        revised = await migration.migrate(session, application_id, asked, key)
        await message.answer(session, revised.model_dump(mode="json"))
        return revised


@router.post("/calls/{call_id}/recalculations", status_code=201, **SERVICE)
async def recalculate_call(
    request: Request, call_id: CallId, asked: MigrationRequest, idempotency_key: IdempotencyKey
) -> Recalculation:
    """Judge the next 500 undecided applications by a later version, telling how many remain.

    Asked again with the same key, it answers the same; with another it goes on.
    """
    message = Message(f"http:recalculations:{call_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=asked.official)) as session:
        if stored := await message.take(session):
            return Recalculation.model_validate(stored.result)
        key = request.app.state.pseudonym_key
        done = await migration.recalculate(session, call_id, asked, key)
        await message.answer(session, done.model_dump(mode="json"))
        return done
