"""The doors of the emergency register (DPR 445/2000 art. 63); for officials only."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.emergencies import (
    EmergencyCard,
    EmergencyClosing,
    EmergencyEntries,
    EmergencyFile,
    EmergencyForm,
    EmergencyRecovery,
)
from kit.database import Cause
from kit.web import SERVICE
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.api.repeated import Once
from services.applications.rules import emergency_sheet
from services.applications.usecases import emergency

router = APIRouter(prefix="/v1/emergency-registers")


@router.post("", status_code=201, **SERVICE)
async def post_emergency(
    request: Request, form: EmergencyForm, idempotency_key: IdempotencyKey
) -> EmergencyCard:
    """Open the emergency register of a body."""
    once = Once(request, idempotency_key, form.official)
    return await once.answered(
        EmergencyCard, lambda session: emergency.open_emergency(session, form)
    )


@router.get("/sheet", **SERVICE)
async def get_sheet() -> Response:
    """Return the empty sheet that is filled in while nothing works: keep it outside the system."""
    return Response(emergency_sheet.empty_sheet(), media_type="text/csv; charset=utf-8")


@router.get("/{register_id}", **SERVICE)
async def get_emergency(session: Reading, register_id: UUID) -> EmergencyCard:
    """Return an emergency register with both numbers of each of its entries."""
    return await emergency.emergency_card(session, register_id)


@router.post("/{register_id}/entries", status_code=201, **SERVICE)
async def post_entries(
    request: Request,
    register_id: UUID,
    entries: EmergencyEntries,
    idempotency_key: IdempotencyKey,
) -> EmergencyCard:
    """Write entries by hand: those that bear no number take the next one."""
    once = Once(request, idempotency_key, entries.official)
    return await once.answered(
        EmergencyCard, lambda session: emergency.write_entries(session, register_id, entries)
    )


@router.post("/{register_id}/files", status_code=201, **SERVICE)
async def post_file(
    request: Request, register_id: UUID, file: EmergencyFile, idempotency_key: IdempotencyKey
) -> EmergencyCard:
    """Write the entries of a CSV that was filled in offline; the same file changes nothing."""
    read = emergency_sheet.entries_of(file.content.encode())
    entries = EmergencyEntries(entries=read, official=file.official)
    once = Once(request, idempotency_key, file.official)
    return await once.answered(
        EmergencyCard, lambda session: emergency.write_entries(session, register_id, entries)
    )


@router.post("/{register_id}/closing", status_code=201, **SERVICE)
async def post_closing(
    request: Request,
    register_id: UUID,
    closing: EmergencyClosing,
    idempotency_key: IdempotencyKey,
) -> EmergencyCard:
    """Close the emergency register: the system works again."""
    once = Once(request, idempotency_key, closing.official)
    return await once.answered(
        EmergencyCard, lambda session: emergency.close_emergency(session, register_id, closing)
    )


@router.post("/{register_id}/recoveries", status_code=201, **SERVICE)
async def post_recovery(
    request: Request, register_id: UUID, recovery: EmergencyRecovery
) -> EmergencyCard:
    """Give the next entries their ordinary numbers; repeat it until every line has its own."""
    async with request.app.state.database.transaction(Cause(actor=recovery.official)) as session:
        return await emergency.recover_entries(session, register_id)
