"""The door through which a control of an award begins."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.controls import ControlForm, StartedControl
from kit.web import SERVICE
from services.applications.api.door import IdempotencyKey
from services.applications.api.repeated import Once
from services.applications.usecases.control import start_control

router = APIRouter(prefix="/v1/applications/{application_id}")


@router.post("/controls", status_code=201, **SERVICE)
async def post_control(
    request: Request, application_id: UUID, form: ControlForm, idempotency_key: IdempotencyKey
) -> StartedControl:
    """Begin the control of an award; the same key and body begin it once."""
    once = Once(request, idempotency_key, form.official)
    return await once.answered(
        StartedControl, lambda session: start_control(session, application_id, form)
    )
