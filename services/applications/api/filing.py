"""The doors through which applications come in, and the register that they stand in."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from contracts.intake import (
    ApplicationForm,
    Arrival,
    ArrivedApplication,
    Receipt,
    ReceiptCheck,
    RegisterEntry,
    RegisterPage,
)
from contracts.places import Slug
from kit.database import Cause
from kit.inbox import Message
from kit.web import PUBLIC, SERVICE, arrived_at
from services.applications.api.door import IdempotencyKey, Reading
from services.applications.queries import register
from services.applications.usecases import intake
from services.applications.usecases.filing import PUBLIC as ANYBODY
from services.applications.usecases.filing import Filing

router = APIRouter(prefix="/v1")

LARGEST = 2**31 - 1


@router.post("/applications", status_code=201, **PUBLIC)
async def file_application(
    request: Request, form: ApplicationForm, idempotency_key: IdempotencyKey
) -> Receipt:
    """File an application; the same key and body get the same receipt, for ever."""
    filing = await _filing(request, form)
    return await _registered(request, filing, Cause(actor=ANYBODY), idempotency_key)


@router.post("/arrivals", status_code=201, **SERVICE)
async def enter_arrival(
    request: Request, arrived: ArrivedApplication, idempotency_key: IdempotencyKey
) -> Receipt:
    """Enter, on somebody's behalf, an application that came by counter, post, e-mail or PEC."""
    filing = await _filing(request, arrived.form, arrived.arrival)
    cause = Cause(actor=arrived.arrival.operator)
    return await _registered(request, filing, cause, idempotency_key)


@router.post("/receipt-checks", **PUBLIC)
async def check_receipt(session: Reading, shown: RegisterEntry) -> ReceiptCheck:
    """Tell whether the entry of a receipt stands in our register exactly as it is shown."""
    return ReceiptCheck(genuine=await register.is_genuine(session, shown))


@router.get("/registers/{body}/{year}", **SERVICE)
async def read_register(
    session: Reading,
    body: Slug,
    year: Annotated[int, Path(ge=1900, le=9999)],
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=register.PAGE)] = register.PAGE,
) -> RegisterPage:
    """Return entries of a register in the order of their numbers: hashes, and nobody's data."""
    items = await register.entries(session, body, year, after, limit)
    return RegisterPage(items=items, next=after + len(items) if len(items) == limit else None)


async def _filing(
    request: Request, form: ApplicationForm, arrival: Arrival | None = None
) -> Filing:
    key = request.app.state.pseudonym_key
    digest = hashlib.sha256(await request.body()).hexdigest()
    return Filing(form, digest, key, arrived_at(request), arrival)


async def _registered(
    request: Request, filing: Filing, cause: Cause, idempotency_key: str
) -> Receipt:
    reader = "http:arrivals" if filing.arrival else "http:applications"
    message = Message(reader, idempotency_key, await request.body())
    async with request.app.state.database.transaction(cause) as session:
        if stored := await message.take(session):
            return Receipt.model_validate(stored.result)
        receipt = await intake.register_application(session, filing)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt
