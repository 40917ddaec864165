"""The code of a voucher was lost: it dies, and what is left goes to a new one."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.life import VoucherReplaced
from kit import clock
from kit.eventlog import announce
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.voucher_states import refuse_unless
from services.vouchers.usecases import titles
from services.vouchers.usecases.births import Birth, Source, bear
from services.vouchers.usecases.freeing import free_all
from services.vouchers.usecases.suspension import VoucherOrder, write_act
from services.vouchers.usecases.titles import Title


async def replace_voucher(
    session: AsyncSession, order: VoucherOrder, codes: Codes
) -> VoucherIssued:
    """Give a voucher a new code: the old one is dead at once, and its residual moves.

    The new one lives to the same last day under the same terms, and its limits count what the old
    one spent; what providers held of the old one is freed. A voucher is replaced once: then its
    successor is. Refuses `voucher-unknown` (404) and `voucher-state`.
    """
    title = await titles.lock(session, order.voucher_id)
    refuse_unless("replace", title.state)
    now = clock.now()
    await free_all(session, title, now)
    heir = Source(
        title.application_id, title.id, title.account, title.residual_cents, str(title.id)
    )
    (issued,) = await bear(session, _birth(title, order), [heir], codes)
    title.residual_cents = 0
    await titles.move(session, title, "replaced", at=now, ends=True)
    await write_act(session, "replace", order, now)
    await announce(session, _replaced(issued), alliance=title.alliance, why=order.reason)
    await announce(session, issued, alliance=title.alliance)
    return issued


def _birth(title: Title, order: VoucherOrder) -> Birth:
    now = clock.now()
    return Birth(
        movement="replace",
        at=now,
        issued_on=clock.civil_day(now),
        valid_until_on=title.valid_until_on,
        terms=title.terms,
        state="active" if title.activated_at else "issued",
        situation=title.situation,
        activate_by_on=title.activate_by_on,
        activated_at=title.activated_at,
        root_id=title.root_id,
        parent_id=title.parent_id,
        replaces=title.id,
        category=title.category,
        act=order.act,
    )


def _replaced(issued: VoucherIssued) -> VoucherReplaced:
    if issued.replaces is None:
        raise ValueError("a voucher that replaces nothing")
    return VoucherReplaced(
        voucher_id=issued.replaces,
        application_id=issued.application_id,
        by_voucher_id=issued.voucher_id,
        residual_cents=issued.amount_cents,
    )
