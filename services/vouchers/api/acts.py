"""The doors through which officials move vouchers, and holders divide or activate them."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.purchases import PartForm, PartIssued, VoucherMoved, VoucherStep
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE
from services.vouchers.api.door import Key, codes_of, database_of
from services.vouchers.api.repeated import once
from services.vouchers.usecases import titles
from services.vouchers.usecases.moves import move_voucher
from services.vouchers.usecases.parts import Part, divide_voucher
from services.vouchers.usecases.reminders import activate_voucher
from services.vouchers.usecases.suspension import VoucherOrder

router = APIRouter(prefix="/v1")


@router.post("/vouchers/{voucher_id}/moves", status_code=201, **SERVICE)
async def post_move(
    request: Request, voucher_id: UUID, step: VoucherStep, key: Key
) -> VoucherMoved:
    """Suspend, readmit, revoke or replace a voucher by an act; refuses `voucher-state`."""
    message = Message(f"http:voucher-moves:{voucher_id}", key, await request.body())
    cause = Cause(actor=step.official, causation=f"act:{step.act}")
    async with database_of(request).transaction(cause) as session:
        if stored := await message.take(session):
            return VoucherMoved.model_validate(stored.result)
        order = VoucherOrder(voucher_id, step.act, step.reason, step.official)
        moved = await move_voucher(session, step.move, order, codes_of(request))
        await message.answer(session, moved.model_dump(mode="json"))
        return moved


@router.post("/vouchers/{voucher_id}/activations", status_code=201, **SERVICE)
async def post_activation(request: Request, voucher_id: UUID, key: Key) -> VoucherMoved:
    """Activate a voucher for its holder; refuses `activation-term-passed`, `voucher-state`."""

    async def verb(session: AsyncSession) -> VoucherMoved:
        await activate_voucher(session, voucher_id)
        title = await titles.peek(session, voucher_id)
        return VoucherMoved(voucher_id=voucher_id, state=title.state)

    return await once(request, key, "holder", VoucherMoved, verb)


@router.post("/vouchers/{voucher_id}/parts", status_code=201, **SERVICE)
async def post_part(request: Request, voucher_id: UUID, form: PartForm, key: Key) -> PartIssued:
    """Make a part of a voucher one of its own; refuses `part-outlives`, `part-exceeds`."""
    part = Part(voucher_id, key=f"{voucher_id}:{key}", **form.model_dump())

    async def verb(session: AsyncSession) -> PartIssued:
        issued = await divide_voucher(session, part, codes_of(request))
        return PartIssued(
            voucher_id=issued.voucher_id, parent_id=voucher_id,
            amount_cents=issued.amount_cents, valid_until_on=issued.valid_until_on,
        )  # fmt: skip

    return await once(request, key, "holder", PartIssued, verb)
