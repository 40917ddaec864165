"""The doors of payment orders and recoveries."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts.money import (
    MoneyReturned,
    PaymentFileRequest,
    PaymentRequest,
    RecoveryDemand,
    RecoveryWaiver,
)
from contracts.vouchers.payments import PaymentOrdered
from contracts.vouchers.recoveries import RecoveryDemanded, RecoveryForgiven, RecoveryReturned
from kit.database import Cause
from kit.web import SERVICE, larger_body
from services.vouchers.api.door import Key, database_of
from services.vouchers.api.repeated import Done, once
from services.vouchers.rules.outcomes import read_outcomes
from services.vouchers.usecases import orders, payments, recoveries

router = APIRouter(prefix="/v1")
FILE_BYTES = 20 * 1024 * 1024


class News(BaseModel):
    """How many orders had an outcome that was not known."""

    news: int


class Payees(BaseModel):
    """Whose bank accounts a file needs."""

    payees: list[str]


@router.post("/payment-batches", status_code=201, **SERVICE)
async def post_batch(request: Request, body: PaymentRequest, key: Key) -> PaymentOrdered:
    """Order the payment of what lines of a call owe."""
    return await once(
        request, key, body.official, PaymentOrdered,
        lambda session: orders.order_payments(session, body),
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
async def post_outcomes(request: Request, batch_id: UUID) -> News:
    """Take the bank's file: CSV, pain.002 or camt.054; the same file again is no news."""
    outcomes = read_outcomes(await request.body())
    async with database_of(request).transaction(Cause(actor="bank")) as session:
        return News(news=await payments.take_outcomes(session, batch_id, outcomes))


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
