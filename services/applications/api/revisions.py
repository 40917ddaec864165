"""The doors of what comes after the filing: amendments, withdrawals, and where a case is."""

import hashlib
from uuid import UUID

from fastapi import APIRouter, Request

from contracts.intake import Amendment, Receipt, Standing, Withdrawal
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE, arrived_at
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.usecases import amendment, withdrawal
from services.applications.usecases.amendment import Amending
from services.applications.usecases.filing import PUBLIC
from services.applications.usecases.standing import standing
from services.applications.usecases.withdrawal import Withdrawing

router = APIRouter(prefix="/v1")


@router.post("/applications/{application_id}/amendments", status_code=201, **SERVICE)
async def amend_application(
    request: Request, application_id: UUID, given: Amendment, idempotency_key: IdempotencyKey
) -> Receipt:
    """Register new answers to an application; the same key and body get the same receipt."""
    body = await request.body()
    amending = Amending(
        application_id,
        given,
        hashlib.sha256(body).hexdigest(),
        arrived_at(request),
        request.app.state.pseudonym_key,
    )
    message = Message(f"http:amendments:{application_id}", idempotency_key, body)
    async with request.app.state.database.transaction(Cause(actor=PUBLIC)) as session:
        if stored := await message.take(session):
            return Receipt.model_validate(stored.result)
        receipt = await amendment.amend(session, amending)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt


@router.post("/applications/{application_id}/withdrawals", status_code=201, **SERVICE)
async def withdraw_application(
    request: Request, application_id: UUID, _: Withdrawal, idempotency_key: IdempotencyKey
) -> Receipt:
    """Register that an application is withdrawn; the same key and body get the same receipt."""
    body = await request.body()
    withdrawing = Withdrawing(application_id, hashlib.sha256(body).hexdigest(), arrived_at(request))
    message = Message(f"http:withdrawals:{application_id}", idempotency_key, body)
    async with request.app.state.database.transaction(Cause(actor=PUBLIC)) as session:
        if stored := await message.take(session):
            return Receipt.model_validate(stored.result)
        receipt = await withdrawal.withdraw(session, withdrawing)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt


@router.get("/applications/{application_id}/standing", **SERVICE)
async def read_standing(session: Reading, application_id: UUID) -> Standing:
    """Return where an application is, what may be done with it, and its receipts."""
    return await standing(session, application_id)
