"""A part of a voucher is spent at a provider, once under its key."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.spending import VoucherRedeemed
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.accounts import payable
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases import attempts, titles
from services.vouchers.usecases.journal import cause_of
from services.vouchers.usecases.operations import once
from services.vouchers.usecases.spending import Purchase, spendable
from services.vouchers.usecases.titles import Title

_TAKE = text(
    """
    with owed as (
        insert into account (id, kind, owner, line, payee)
        values (:payable, 'payable', :owner, :line, :payee)
        on conflict do nothing
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor,
             cause)
        values (:id, :operation_key, :debit, :payable, :cents, :movement, :at, :actor, :cause)
    )
    insert into redemption
        (id, voucher_id, provider, amount_cents, residual_cents, at, hold_id, category)
    values (:id, :voucher_id, :provider, :cents, :residual, :at, :hold_id, :category)
    """
)


@dataclass(frozen=True)
class Taking:
    """Money of a voucher that a provider takes, straight or out of what it held."""

    provider: str
    category: str
    amount_cents: int
    key: str
    hold_id: UUID | None = None

    @property
    def movement(self) -> str:
        """The code of its transfer."""
        return "capture" if self.hold_id else "redeem"


async def redeem(
    session: AsyncSession, purchase: Purchase, codes: Codes
) -> VoucherRedeemed | Refusal:
    """Spend a part of a voucher; the answer is kept under the key and always given again.

    Returned refusals are answers too: those of `spending.spendable`; nothing is spent by them.
    Raised, without an answer kept: `voucher-code` (422) for a mistyped code, `command-reused` (422)
    for a key used with another request, `too-many-attempts` (429) after ten wrong codes in a
    minute.
    """
    code_hash = codes.digest(purchase.code)
    await attempts.refuse_when_locked(session, purchase.provider, clock.now())
    decide = partial(_decide, session, purchase, code_hash)
    return await once(session, purchase.operation("", code_hash), VoucherRedeemed, decide)


async def _decide(
    session: AsyncSession, purchase: Purchase, code_hash: bytes, now: datetime
) -> VoucherRedeemed:
    title, category = await spendable(session, purchase, code_hash, now)
    taking = Taking(purchase.provider, category, purchase.amount_cents, purchase.key)
    title.residual_cents -= purchase.amount_cents
    return await take(session, title, taking, now)


async def take(
    session: AsyncSession, title: Title, taking: Taking, now: datetime
) -> VoucherRedeemed:
    """Write a redemption; its money is gone from `title` already."""
    await session.execute(_TAKE, _values(session, title, taking, now))
    title.spent_cents += taking.amount_cents
    title.activated_at = title.activated_at or now
    await titles.move(session, title, title.standing, at=now)
    fact = VoucherRedeemed(
        voucher_id=title.id,
        application_id=title.application_id,
        amount_cents=taking.amount_cents,
        residual_cents=title.residual_cents,
    )
    await announce(session, fact, alliance=title.alliance)
    return fact


def _values(
    session: AsyncSession, title: Title, taking: Taking, now: datetime
) -> dict[str, object]:
    payee = f"provider:{taking.provider}"
    return {
        "id": new_id(),
        "operation_key": f"{taking.movement}:{taking.key}",
        "movement": taking.movement,
        "debit": taking.hold_id or title.id,
        "voucher_id": title.id,
        "hold_id": taking.hold_id,
        "provider": taking.provider,
        "category": taking.category,
        "line": title.account,
        "payable": payable(title.account, payee),
        "payee": payee,
        "owner": f"{payee}@{title.account}",
        "cents": taking.amount_cents,
        "residual": title.residual_cents,
        "at": now,
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
    }
