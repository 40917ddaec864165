"""An official moves a voucher: one of four acts, and where the voucher is afterwards."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.purchases import VoucherMove, VoucherMoved
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases import titles
from services.vouchers.usecases.replacement import replace_voucher
from services.vouchers.usecases.suspension import (
    VoucherOrder,
    readmit_voucher,
    revoke_voucher,
    suspend_voucher,
)


async def move_voucher(
    session: AsyncSession, move: VoucherMove, order: VoucherOrder, codes: Codes
) -> VoucherMoved:
    """Suspend, readmit, revoke or replace a voucher.

    Refuses `voucher-unknown` (404) and `voucher-state`, which names the moves that there are.
    """
    heir = None
    if move == "suspend":
        await suspend_voucher(session, order)
    elif move == "readmit":
        await readmit_voucher(session, order)
    elif move == "revoke":
        await revoke_voucher(session, order)
    else:
        heir = (await replace_voucher(session, order, codes)).voucher_id
    title = await titles.peek(session, order.voucher_id)
    return VoucherMoved(voucher_id=title.id, state=title.state, replaced_by=heir)
