"""The last day of a voucher went by."""

from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers import ExpireVoucher, VoucherExpired
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.rules.validity import has_ended
from services.vouchers.usecases import lines
from services.vouchers.usecases.journal import Movement, post

_VOUCHER = text(
    "select v.id, v.application_id, v.valid_until_on, r.call_id, r.line "
    "from voucher v join reservation r on r.application_id = v.application_id where v.id = :id"
)
_HOLD = text("select ended_at from voucher where id = :id for no key update")
_RESIDUAL = text("select credits_cents - debits_cents from account where id = :id")
_RETURNED = text("select amount_cents from transfer where operation_key = :key")
_END = text(
    "update voucher set ended_at = :at, "
    "state = case state when 'issued' then 'expired' else state end where id = :id"
)


async def expire_voucher(session: AsyncSession, command: ExpireVoucher) -> VoucherExpired:
    """End a voucher after its last day; what was not spent returns to its line and is given on.

    One that was spent whole stays `spent` and returns nothing. Refuses `voucher-unknown` (404) and
    `not-yet-expired` (409).
    """
    voucher = (await session.execute(_VOUCHER, {"id": command.voucher_id})).one_or_none()
    if voucher is None:
        raise Refusal("voucher-unknown", "Il voucher non esiste.", 404)
    if not has_ended(voucher.valid_until_on, clock.today()):
        until = f"{voucher.valid_until_on:%d/%m/%Y}"
        raise Refusal("not-yet-expired", f"Il voucher è valido fino al {until} compreso.")
    line = await lines.hold(session, voucher.call_id, voucher.line)
    ended_at = (await session.execute(_HOLD, {"id": voucher.id})).scalar_one()
    if ended_at is not None:
        return await _ended_before(session, voucher)
    return await _end(session, voucher, line)


async def _ended_before(session: AsyncSession, voucher: Row[Any]) -> VoucherExpired:
    key = {"key": f"expire:{voucher.id}"}
    return _fact(voucher, (await session.execute(_RETURNED, key)).scalar_one_or_none() or 0)


async def _end(session: AsyncSession, voucher: Row[Any], line: lines.HeldLine) -> VoucherExpired:
    residual = (await session.execute(_RESIDUAL, {"id": voucher.id})).scalar_one()
    await session.execute(_END, {"id": voucher.id, "at": clock.now()})
    fact = _fact(voucher, residual)
    await post(session, Movement("expire", str(voucher.id), voucher.id, line.account, residual))
    await announce(session, fact, alliance=line.alliance)
    await lines.serve(session, line)
    return fact


def _fact(voucher: Row[Any], returned_cents: int) -> VoucherExpired:
    return VoucherExpired(
        voucher_id=voucher.id,
        application_id=voucher.application_id,
        returned_cents=returned_cents,
    )
