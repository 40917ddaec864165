"""The door through which officials sign acts and keep their reasons."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.cases import KeptReason, ReasonText
from contracts.places import CallId
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE
from services.applications.api.door import STORABLE, IdempotencyKey
from services.applications.usecases import acts

router = APIRouter(prefix="/v1")


class BatchActRequest(BaseModel):
    """An act that grants the eligible applications of a line up to a place."""

    model_config = ConfigDict(extra="forbid")

    line: str = Field(pattern=STORABLE, max_length=40)
    through_place: int = Field(ge=1, le=1_000_000)
    official: str = Field(pattern=r"^staff:[0-9a-f-]{1,64}$")
    reason: str = Field(pattern=STORABLE, max_length=4000)


class SignedAct(BaseModel):
    """The number of an act."""

    act_number: int
    act_year: int


@router.post("/applications/{application_id}/reasons", status_code=201, **SERVICE)
async def keep_reason(request: Request, application_id: UUID, reason: ReasonText) -> KeptReason:
    """Keep the reason of a decision where it may be read, so that only its id travels."""
    async with request.app.state.database.transaction(Cause(actor="service")) as session:
        return KeptReason(reason_id=await acts.keep_reason(session, application_id, reason.text))


@router.post("/calls/{call_id}/batch-acts", status_code=201, **SERVICE)
async def sign_batch_act(
    request: Request, call_id: CallId, act: BatchActRequest, idempotency_key: IdempotencyKey
) -> SignedAct:
    """Sign one act for the eligible applications of a line up to a place."""
    grant = acts.BatchGrant(call_id=call_id, **act.model_dump())
    message = Message(f"http:batch-acts:{call_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=act.official)) as session:
        if stored := await message.take(session):
            return SignedAct.model_validate(stored.result)
        signed = await acts.sign_batch_act(session, grant)
        answer = SignedAct(act_number=signed.act_number, act_year=signed.act_year)
        await message.answer(session, answer.model_dump())
        return answer
