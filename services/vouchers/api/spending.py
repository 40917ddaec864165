"""The doors through which vouchers are spent: of our own pages, and of providers with their key."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.purchases import (
    CaptureForm,
    Held,
    PurchaseForm,
    Redeemed,
    Released,
    ReversalForm,
    Reversed,
)
from contracts.vouchers.spending import VoucherRedeemed
from kit.database import Cause
from kit.messages import Event
from kit.refusal import Refusal
from kit.web import SERVICE
from services.vouchers.api.door import PROVIDER, Key, ProviderHandle, codes_of, database_of
from services.vouchers.queries.redemptions import redemption_of
from services.vouchers.usecases import holds
from services.vouchers.usecases.holds import hold_part
from services.vouchers.usecases.redemptions import redeem
from services.vouchers.usecases.reversals import Undo, reverse
from services.vouchers.usecases.spending import Purchase

router = APIRouter(prefix="/v1")
Fact = TypeVar("Fact", bound=Event)
CALLED = {"voucher_id", "amount_cents", "residual_cents"}


class RedemptionBody(PurchaseForm):
    """So much of the voucher with this code, for this provider."""

    provider: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")


@router.post("/vouchers/redemptions", status_code=201, **SERVICE)
async def post_redemption(request: Request, body: RedemptionBody, key: Key) -> Redeemed:
    """Spend a part of a voucher; the same key with the same body has the same answer."""
    return await _redeem(request, body.provider, body, f"service:{key}")


@router.post("/provider/redemptions", status_code=201, **PROVIDER)
async def post_own_redemption(
    request: Request, body: PurchaseForm, key: Key, handle: ProviderHandle
) -> Redeemed:
    """Spend a part of a voucher at the provider who asks; the same key has the same answer."""
    return await _redeem(request, handle, body, f"provider:{handle}:{key}")


@router.post("/provider/holds", status_code=201, **PROVIDER)
async def post_hold(request: Request, body: PurchaseForm, key: Key, handle: ProviderHandle) -> Held:
    """Hold a part of a voucher for a service that is about to be given."""
    asked = _purchase(body, handle, f"provider:{handle}:{key}")
    codes = codes_of(request)
    fact = await _ask(request, handle, key, lambda session: hold_part(session, asked, codes))
    return Held(**fact.model_dump(exclude={"voucher_id", "application_id"}))


@router.post("/provider/holds/{hold_id}/captures", status_code=201, **PROVIDER)
async def post_capture(
    request: Request, hold_id: UUID, body: CaptureForm, key: Key, handle: ProviderHandle
) -> Redeemed:
    """Take what is held, or less; the rest goes back to the voucher."""
    name = f"provider:{handle}:{key}"
    asked = holds.Request(hold_id, handle, name, body.amount_cents or 0)
    fact = await _ask(request, handle, key, lambda session: holds.capture(session, asked))
    return await _redeemed(request, fact, name)


@router.post("/provider/holds/{hold_id}/releases", status_code=201, **PROVIDER)
async def post_release(
    request: Request, hold_id: UUID, key: Key, handle: ProviderHandle
) -> Released:
    """Put what is held back in the voucher."""
    asked = holds.Request(hold_id, handle, f"provider:{handle}:{key}")
    fact = await _ask(request, handle, key, lambda session: holds.release(session, asked))
    return Released(hold_id=hold_id, amount_cents=fact.amount_cents)


@router.post("/provider/redemptions/{redemption_id}/reversals", status_code=201, **PROVIDER)
async def post_reversal(
    request: Request, redemption_id: UUID, body: ReversalForm, key: Key, handle: ProviderHandle
) -> Reversed:
    """Undo a redemption, once and whole, before its payment is ordered."""
    asked = Undo(redemption_id, handle, body.reason, f"provider:{handle}:{key}")
    fact = await _ask(request, handle, key, lambda session: reverse(session, asked))
    return Reversed(**fact.model_dump(exclude={"voucher_id", "application_id"}))


async def _redeem(request: Request, handle: str, body: PurchaseForm, name: str) -> Redeemed:
    asked, codes = _purchase(body, handle, name), codes_of(request)
    key = name.rpartition(":")[2]
    fact = await _ask(request, handle, key, lambda session: redeem(session, asked, codes))
    return await _redeemed(request, fact, name)


async def _ask(
    request: Request,
    handle: str,
    key: str,
    verb: Callable[[AsyncSession], Awaitable[Fact | Refusal]],
) -> Fact:
    """Run what a provider asks in one transaction; a refusal that is kept is raised after it."""
    cause = Cause(actor=f"provider:{handle}", causation=key)
    async with database_of(request).transaction(cause) as session:
        answer = await verb(session)
    if isinstance(answer, Refusal):
        raise answer
    return answer


async def _redeemed(request: Request, fact: VoucherRedeemed, name: str) -> Redeemed:
    async with database_of(request).reading() as session:
        id_ = await redemption_of(session, name)
    return Redeemed(**fact.model_dump(include=CALLED), redemption_id=id_)


def _purchase(body: PurchaseForm, handle: str, name: str) -> Purchase:
    return Purchase(body.code, handle, body.amount_cents, name, body.category)
