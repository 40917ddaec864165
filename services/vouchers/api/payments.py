"""The doors of payment orders and recoveries."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts.money import MoneyReturned, RecoveryDemand, RecoveryWaiver
from contracts.payments import (
    BatchConfirmation,
    BatchDecline,
    OutcomesTaken,
    Payables,
    PaymentBatchCard,
    PaymentFileRequest,
    PaymentRequest,
)
from contracts.places import CallId
from contracts.publishing import Official
from contracts.vouchers.payments import PaymentConfirmed, PaymentDeclined, PaymentOrdered
from contracts.vouchers.recoveries import RecoveryDemanded, RecoveryForgiven, RecoveryReturned
from kit.database import Cause
from kit.web import SERVICE, larger_body
from services.vouchers.api.door import Key, database_of, registries_of
from services.vouchers.api.repeated import Done, once
from services.vouchers.queries.batches import batch_card, payables
from services.vouchers.usecases import orders, outcomes, payments, recoveries

router = APIRouter(prefix="/v1")
FILE_BYTES = 20 * 1024 * 1024


class Payees(BaseModel):
    """Whose bank accounts a file needs."""

    payees: list[str]


@router.post("/payment-batches", status_code=201, **SERVICE)
async def post_batch(request: Request, body: PaymentRequest, key: Key) -> PaymentOrdered:
    """Order the payment of what lines of a call owe."""
    return await once(
        request, key, body.official, PaymentOrdered,
        lambda session: orders.order_payments(session, body, registries_of(request)),
    )  # fmt: skip


@router.get("/calls/{call_id}/payables", **SERVICE)
async def get_payables(request: Request, call_id: CallId) -> Payables:
    """Return what the lines of a call owe and nobody ordered yet."""
    async with database_of(request).reading() as session:
        return await payables(session, call_id)


@router.get("/payment-batches/{batch_id}", **SERVICE)
async def get_batch(request: Request, batch_id: UUID) -> PaymentBatchCard:
    """Return a batch with its orders, and what each file of the bank did."""
    async with database_of(request).reading() as session:
        return await batch_card(session, batch_id)


@router.post("/payment-batches/{batch_id}/confirmations", status_code=201, **SERVICE)
async def post_confirmation(
    request: Request, batch_id: UUID, body: BatchConfirmation, key: Key
) -> PaymentConfirmed:
    """Let a batch go to the bank, as another official than who ordered it."""
    return await once(
        request, key, body.official, PaymentConfirmed,
        lambda session: payments.confirm_batch(session, batch_id, body),
    )  # fmt: skip


@router.post("/payment-batches/{batch_id}/declines", status_code=201, **SERVICE)
async def post_decline(
    request: Request, batch_id: UUID, body: BatchDecline, key: Key
) -> PaymentDeclined:
    """Do not let a batch go to the bank; refuses `file-made` once its file was given out."""
    return await once(
        request, key, body.official, PaymentDeclined,
        lambda session: payments.decline_batch(session, batch_id, body),
    )  # fmt: skip


@router.get("/payment-batches/{batch_id}/payees", **SERVICE)
async def get_payees(request: Request, batch_id: UUID) -> Payees:
    """Return whose bank accounts the file of a batch needs."""
    async with database_of(request).transaction(Cause(actor="service")) as session:
        return Payees(payees=await payments.payees_of(session, batch_id))


@router.post("/payment-batches/{batch_id}/files", **larger_body(SERVICE, FILE_BYTES))
async def post_file(request: Request, batch_id: UUID, body: PaymentFileRequest) -> Response:
    """Return the file for the bank, made with the accounts that their owners were asked for."""
    async with database_of(request).transaction(Cause(actor=body.official)) as session:
        content = await payments.compose_file(session, batch_id, body.debtor, body.accounts)
    return Response(content, media_type="application/xml")


@router.post("/payment-batches/{batch_id}/sendings", status_code=201, **SERVICE)
async def post_sending(request: Request, batch_id: UUID, key: Key) -> Done:
    """Note that the file went to the bank."""
    return await once(
        request, key, "service", Done, lambda session: payments.send_batch(session, batch_id)
    )


@router.post("/payment-batches/{batch_id}/outcomes", **larger_body(SERVICE, FILE_BYTES))
async def post_outcomes(
    request: Request, batch_id: UUID, official: Official | None = None
) -> OutcomesTaken:
    """Take the bank's file: CSV, pain.002 or camt.054; the same file again is no news."""
    content, actor = await request.body(), official or "bank"
    async with database_of(request).transaction(Cause(actor=actor)) as session:
        return await outcomes.take_file(session, batch_id, content, actor)


@router.post("/recoveries", status_code=201, **SERVICE)
async def post_recovery(request: Request, body: RecoveryDemand, key: Key) -> RecoveryDemanded:
    """Ask back by an act what was not due."""
    return await once(
        request, key, body.official, RecoveryDemanded,
        lambda session: recoveries.demand_recovery(session, body),
    )  # fmt: skip


@router.post("/recoveries/{recovery_id}/receipts", status_code=201, **SERVICE)
async def post_receipt(
    request: Request, recovery_id: UUID, body: MoneyReturned, key: Key
) -> RecoveryReturned:
    """Register money that came back."""
    return await once(
        request, key, body.official, RecoveryReturned,
        lambda session: recoveries.take_money_back(session, recovery_id, body),
    )  # fmt: skip


@router.post("/recoveries/{recovery_id}/waivers", status_code=201, **SERVICE)
async def post_waiver(
    request: Request, recovery_id: UUID, body: RecoveryWaiver, key: Key
) -> RecoveryForgiven:
    """Give up what is left of a recovery."""
    return await once(
        request, key, body.official, RecoveryForgiven,
        lambda session: recoveries.forgive_recovery(session, recovery_id, body),
    )  # fmt: skip
