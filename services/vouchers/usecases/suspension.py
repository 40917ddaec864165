"""An official suspends, readmits or revokes a voucher by an act, with a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.life import VoucherReadmitted, VoucherRevoked, VoucherSuspended
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from services.vouchers.rules.voucher_states import refuse_unless
from services.vouchers.usecases import lines, offers, titles
from services.vouchers.usecases.endings import give_back, hold_with_line
from services.vouchers.usecases.titles import Title

_ACT = text(
    "insert into voucher_act (id, voucher_id, move, act, reason, official, at) "
    "values (:id, :voucher_id, :move, :act, :reason, :official, :at)"
)


@dataclass(frozen=True)
class VoucherOrder:
    """What an official does with a voucher: by which act, why, and who signs it.

    The reason may be about a person: it stays here and in the event log.
    """

    voucher_id: UUID
    act: str
    reason: str
    official: str


async def suspend_voucher(session: AsyncSession, order: VoucherOrder) -> VoucherSuspended:
    """Let nothing be spent of a voucher for the time being.

    Its last day stays what it is; what providers hold stays held, cannot be taken meanwhile and
    lapses by itself. Refuses `voucher-unknown` (404) and `voucher-state`.
    """
    title = await titles.lock(session, order.voucher_id)
    refuse_unless("suspend", title.state)
    now = clock.now()
    await titles.move(session, title, "suspended", at=now)
    await write_act(session, "suspend", order, now)
    fact = VoucherSuspended(voucher_id=title.id, application_id=title.application_id)
    await announce(session, fact, alliance=title.alliance, why=order.reason)
    return fact


async def readmit_voucher(session: AsyncSession, order: VoucherOrder) -> VoucherReadmitted:
    """Let a suspended voucher be spent again. Refuses `voucher-unknown` (404), `voucher-state`."""
    title = await titles.lock(session, order.voucher_id)
    refuse_unless("readmit", title.state)
    now = clock.now()
    await titles.move(session, title, title.standing, at=now)
    await write_act(session, "readmit", order, now)
    fact = VoucherReadmitted(voucher_id=title.id, application_id=title.application_id)
    await announce(session, fact, alliance=title.alliance, why=order.reason)
    return fact


async def revoke_voucher(session: AsyncSession, order: VoucherOrder) -> VoucherRevoked:
    """End a voucher: what providers hold is freed, and the residual returns to its line.

    Its parts go on: each is revoked by itself. Refuses `voucher-unknown` (404) and `voucher-state`.
    """
    line, title = await hold_with_line(session, order.voucher_id)
    refuse_unless("revoke", title.state)
    fact = await _revoke(session, line, title, order)
    await announce(session, fact, alliance=title.alliance, why=order.reason)
    await offers.serve(session, line)
    return fact


async def _revoke(
    session: AsyncSession, line: lines.HeldLine, title: Title, order: VoucherOrder
) -> VoucherRevoked:
    returned = await give_back(session, line, title, "revoke", act=order.act)
    await write_act(session, "revoke", order, clock.now())
    return VoucherRevoked(
        voucher_id=title.id, application_id=title.application_id, returned_cents=returned
    )


async def write_act(
    session: AsyncSession,
    move: Literal["suspend", "readmit", "revoke", "replace"],
    order: VoucherOrder,
    at: datetime,
) -> None:
    """Keep why a voucher was moved, for ever."""
    values = {
        "id": new_id(), "voucher_id": order.voucher_id, "move": move, "act": order.act,
        "reason": order.reason, "official": order.official, "at": at,
    }  # fmt: skip
    await session.execute(_ACT, values)
