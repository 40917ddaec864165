"""A provider holds a part of a voucher, and takes all or some of it when the service is given."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.spending import HoldReleased, VoucherHeld, VoucherRedeemed
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.validity import hold_expires_at
from services.vouchers.usecases import attempts, freeing, titles
from services.vouchers.usecases.journal import cause_of
from services.vouchers.usecases.operations import Operation, once
from services.vouchers.usecases.redemptions import Taking, take
from services.vouchers.usecases.spending import (
    Purchase,
    refuse_unless_alive,
    spendable,
)
from services.vouchers.usecases.titles import Title

_HOLD = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        values (:id, 'hold', cast(:id as uuid), :line)
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor,
             cause)
        values (:transfer_id, :operation_key, :voucher_id, :id, :cents, 'hold', :at, :actor,
                :cause)
    )
    insert into hold (id, voucher_id, provider, category, amount_cents, state, at, expires_at)
    values (:id, :voucher_id, :provider, :category, :cents, 'held', :at, :expires_at)
    """
)
_FIND = text("select voucher_id from hold where id = :id and provider = :provider")
_READ = text("select id, state, category, amount_cents, expires_at from hold where id = :id")
_WORDS = {
    "captured": "Quanto era bloccato è già stato incassato.",
    "released": "Quanto era bloccato è già stato sbloccato.",
    "lapsed": "Il blocco è decaduto: la somma è di nuovo nel voucher.",
}


@dataclass(frozen=True)
class Request:
    """What a provider asks about a hold of its own, once under this key."""

    hold_id: UUID
    provider: str
    key: str
    amount_cents: int = 0

    def operation(self, verb: str) -> Operation:
        """Return what tells this request from another under the same key."""
        words = f"{verb} {self.hold_id} {self.provider} {self.amount_cents}"
        return Operation(self.key, words)


async def hold_part(
    session: AsyncSession, purchase: Purchase, codes: Codes
) -> VoucherHeld | Refusal:
    """Hold a part of a voucher until the days of its terms have passed, or its last day.

    Returned refusals are answers kept under the key: those of `spending.spendable`. Raised:
    `voucher-code` (422), `command-reused` (422), `too-many-attempts` (429).
    """
    code_hash = codes.digest(purchase.code)
    await attempts.refuse_when_locked(session, purchase.provider, clock.now())
    decide = partial(_hold, session, purchase, code_hash)
    return await once(session, purchase.operation("hold ", code_hash), VoucherHeld, decide)


async def capture(session: AsyncSession, request: Request) -> VoucherRedeemed | Refusal:
    """Take what was held, or less: the rest goes back to the voucher. Only once.

    A provider that was suspended, or whose accreditation ended, since it held the sum may still
    take it: the service was promised while it was in the list, and no rule makes its holder pay
    for it. Returned refusals: `hold-unknown` (404), `hold-ended`, `hold-too-small`, and those of a
    voucher that no longer may (`voucher-state`, `voucher-expired`). Raised: `command-reused` (422).
    """
    decide = partial(_capture, session, request)
    return await once(session, request.operation("capture"), VoucherRedeemed, decide)


async def release(session: AsyncSession, request: Request) -> HoldReleased | Refusal:
    """Put what was held back in the voucher. Returned refusals: `hold-unknown` (404), `hold-ended`.

    Raised: `command-reused` (422).
    """
    decide = partial(_release, session, request)
    return await once(session, request.operation("release"), HoldReleased, decide)


async def _hold(
    session: AsyncSession, purchase: Purchase, code_hash: bytes, now: datetime
) -> VoucherHeld:
    title, category = await spendable(session, purchase, code_hash, now)
    expires_at = hold_expires_at(now, title.policy.hold_days, title.valid_until_on)
    fact = VoucherHeld(
        voucher_id=title.id,
        application_id=title.application_id,
        hold_id=new_id(),
        amount_cents=purchase.amount_cents,
        residual_cents=title.residual_cents - purchase.amount_cents,
        expires_at=expires_at,
    )
    values = _values(session, title, purchase, fact)
    await session.execute(_HOLD, {**values, "category": category, "at": now})
    if title.state == "issued":
        await titles.move(session, title, "active", at=now)
    await announce(session, fact, alliance=title.alliance)
    return fact


def _values(
    session: AsyncSession, title: Title, purchase: Purchase, fact: VoucherHeld
) -> dict[str, Any]:
    return {
        "id": fact.hold_id,
        "transfer_id": new_id(),
        "operation_key": f"hold:{purchase.key}",
        "voucher_id": title.id,
        "line": title.account,
        "provider": purchase.provider,
        "cents": fact.amount_cents,
        "expires_at": fact.expires_at,
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
    }


async def _capture(session: AsyncSession, request: Request, now: datetime) -> VoucherRedeemed:
    title, hold = await _held(session, request, now)
    refuse_unless_alive(title, clock.civil_day(now))
    cents = request.amount_cents or hold.amount_cents
    if cents > hold.amount_cents:
        most = euro(hold.amount_cents)
        raise Refusal("hold-too-small", f"Sono bloccati {most}: non si può incassare di più.")
    await freeing.free(session, title, hold.id, hold.amount_cents - cents)
    await freeing.end(session, hold.id, "captured", now, cents)
    title.held_cents -= cents
    taking = Taking(request.provider, hold.category, cents, request.key, hold.id)
    return await take(session, title, taking, now)


async def _release(session: AsyncSession, request: Request, now: datetime) -> HoldReleased:
    title, hold = await _held(session, request, now)
    await freeing.free(session, title, hold.id, hold.amount_cents, request.key)
    await freeing.end(session, hold.id, "released", now)
    fact = HoldReleased(
        voucher_id=title.id,
        application_id=title.application_id,
        hold_id=hold.id,
        amount_cents=hold.amount_cents,
        lapsed=False,
    )
    await announce(session, fact, alliance=title.alliance)
    return fact


async def _held(session: AsyncSession, request: Request, now: datetime) -> tuple[Title, Row[Any]]:
    """Lock the voucher of an open hold of this provider; those that lapsed are freed before."""
    key = {"id": request.hold_id, "provider": request.provider}
    voucher_id = (await session.execute(_FIND, key)).scalar_one_or_none()
    if voucher_id is None:
        raise Refusal("hold-unknown", "Nessuna somma è bloccata con questo identificativo.", 404)
    title = await titles.lock(session, voucher_id)
    await freeing.free_lapsed(session, title, now)
    hold = (await session.execute(_READ, {"id": request.hold_id})).one()
    if hold.state != "held":
        raise Refusal("hold-ended", _WORDS[hold.state])
    return title, hold
