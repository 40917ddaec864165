"""The last day of a voucher went by."""

from datetime import date

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.life import ExpireVoucher, VoucherExpired
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.rules.validity import has_ended
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.endings import give_back, hold_with_line
from services.vouchers.usecases.titles import Title

_RETURNED = text("select amount_cents from transfer where operation_key = :key")


async def expire_voucher(session: AsyncSession, command: ExpireVoucher) -> VoucherExpired:
    """End a voucher after its last day; what was not spent returns to its line and is given on.

    So ends one that had to be activated, and was not. One that was spent whole stays `spent` and
    returns nothing; one that ended before is left as it is. Refuses `voucher-unknown` (404) and
    `not-yet-expired` (409).
    """
    line, title = await hold_with_line(session, command.voucher_id)
    if title.ended_at is not None:
        key = {"key": f"expire:{title.id}"}
        returned = (await session.execute(_RETURNED, key)).scalar_one_or_none() or 0
        return _fact(title, returned)
    last = _last_day(title)
    if not has_ended(last, clock.today()):
        raise Refusal("not-yet-expired", f"Il voucher è valido fino al {last:%d/%m/%Y} compreso.")
    return await _end(session, line, title)


def _last_day(title: Title) -> date:
    """The day to activate it, as long as it was not."""
    if title.activate_by_on is None or title.activated_at is not None:
        return title.valid_until_on
    return title.activate_by_on


async def _end(session: AsyncSession, line: lines.HeldLine, title: Title) -> VoucherExpired:
    fact = _fact(title, await give_back(session, line, title, "expire"))
    await announce(session, fact, alliance=line.alliance)
    await offers.serve(session, line)
    return fact


def _fact(title: Title, returned_cents: int) -> VoucherExpired:
    return VoucherExpired(
        voucher_id=title.id,
        application_id=title.application_id,
        returned_cents=returned_cents,
    )
