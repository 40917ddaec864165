"""Before its last days a voucher's holder is reminded; and a voucher may be activated in time."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.issue import VoucherActivated
from contracts.vouchers.life import RemindVoucher, VoucherReminded
from kit import clock
from kit.eventlog import announce
from services.vouchers.rules.voucher_states import LIVES, refuse_unless
from services.vouchers.usecases import titles
from services.vouchers.usecases.spending import refuse_unless_alive
from services.vouchers.usecases.titles import Title


async def remind_voucher(session: AsyncSession, command: RemindVoucher) -> VoucherReminded:
    """Tell whether the holder has to be reminded: only of a voucher that can still be spent.

    Announced only when it is due. Refuses `voucher-unknown` (404).
    """
    title = await titles.lock(session, command.voucher_id)
    fact = VoucherReminded(
        voucher_id=title.id,
        application_id=title.application_id,
        of=command.of,
        days=command.days,
        due=_due(title, command),
    )
    if fact.due:
        await announce(session, fact, alliance=title.alliance)
    return fact


def _due(title: Title, command: RemindVoucher) -> bool:
    lives = title.state in LIVES and title.residual_cents > 0
    return lives and (command.of == "expiry" or title.activated_at is None)


async def activate_voucher(session: AsyncSession, voucher_id: UUID) -> VoucherActivated:
    """Activate a voucher for its holder; the first hold or redemption does it too.

    One that is active is left as it is. Refuses `voucher-unknown` (404), `voucher-expired`,
    `activation-term-passed`, `voucher-state`.
    """
    title = await titles.lock(session, voucher_id)
    fact = VoucherActivated(voucher_id=title.id, application_id=title.application_id)
    refuse_unless_alive(title, clock.today())
    if title.activated_at is not None:
        return fact
    refuse_unless("activate", title.state)
    await titles.move(session, title, "active", at=clock.now())
    await announce(session, fact, alliance=title.alliance)
    return fact
