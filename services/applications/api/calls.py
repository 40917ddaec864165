"""The door of the calls: what anybody may read, and the steps of officials."""

from fastapi import APIRouter, Request

from contracts.calls import LineId
from contracts.places import CallId
from contracts.publishing import (
    CallCards,
    CallIds,
    CallStepRequest,
    CallStepTaken,
    ClosingSoon,
    PublicCall,
    PublicCalls,
)
from kit.database import Cause
from kit.inbox import Message
from kit.web import PUBLIC, SERVICE
from services.applications.api.door import Catalogue, IdempotencyKey, Reading, VersionNumber
from services.applications.usecases import card, lifecycle, notice

router = APIRouter(prefix="/v1")


@router.get("/calls", **PUBLIC)
async def list_calls(session: Reading, programmes: Catalogue) -> PublicCalls:
    """Return the published calls, those that are open first."""
    return PublicCalls(items=await notice.public_calls(session, programmes))


@router.get("/calls/{call_id}", **PUBLIC)
async def read_call(
    session: Reading, programmes: Catalogue, call_id: CallId, version: VersionNumber = None
) -> PublicCall:
    """Return a published call, with what each version changed, in force or as one version says it.

    Refuses `unknown-call` and `unknown-version`, both 404.
    """
    return await notice.public_call(session, programmes, call_id, version)


@router.get("/calls/{call_id}/closing", **SERVICE)
async def read_closing(
    session: Reading, call_id: CallId, line: LineId | None = None
) -> ClosingSoon:
    """Return when a call, or a line of it, closes now; refuses what is not known (404)."""
    return await notice.closing_soon(session, call_id, line)


@router.post("/queries/call-cards", **SERVICE)
async def call_cards(session: Reading, programmes: Catalogue, asked: CallIds) -> CallCards:
    """Return calls with their versions, published or not, and what may be done with them."""
    return CallCards(items=await card.call_cards(session, programmes, asked.call_ids))


@router.post("/calls/{call_id}/steps", status_code=201, **SERVICE)
async def take_step(
    request: Request, call_id: CallId, step: CallStepRequest, idempotency_key: IdempotencyKey
) -> CallStepTaken:
    """Check, approve, publish, suspend, resume, close or revoke; refuses what is not allowed."""
    message = Message(f"http:call-steps:{call_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=step.official)) as session:
        if stored := await message.take(session):
            return CallStepTaken.model_validate(stored.result)
        programmes = request.app.state.programmes
        taken = await lifecycle.take_step(session, programmes, call_id, step)
        await message.answer(session, taken.model_dump(mode="json"))
        return taken
