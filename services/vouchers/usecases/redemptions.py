"""A part of a voucher is spent at a provider, once under its key."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers import VoucherRedeemed
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from kit.replies import kept, kept_refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.validity import has_ended

PROVIDERS = UUID("6f9d4dbe-8f0d-7c1e-9a55-0d3a1c52b7aa")

_TURN = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
_ANSWERED = text("select fingerprint, outcome from operation where key = :key").columns(
    outcome=JSONB
)
_HOLD = text("select id from voucher where code_hash = :code_hash for no key update")
_VOUCHER = text(
    "select v.id, v.application_id, v.valid_until_on, v.ended_at, l.alliance, "
    "a.credits_cents - a.debits_cents as residual_cents from voucher v "
    "join account a on a.id = v.id join reservation r on r.application_id = v.application_id "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line where v.id = :id"
)
_SPEND = text(
    """
    with provider as (
        insert into account (id, kind, owner) values (:provider_account, 'provider', :provider)
        on conflict do nothing
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor)
        values (:id, :operation_key, :voucher_id, :provider_account, :cents, 'redeem', :at, :actor)
    ), ended as (
        update voucher set state = 'spent'
        where id = :voucher_id and cast(:residual as bigint) = 0
    )
    insert into redemption (id, voucher_id, provider, amount_cents, residual_cents, at)
    values (:id, :voucher_id, :provider, :cents, :residual, :at)
    """
)
_ANSWER = text(
    "insert into operation (key, fingerprint, outcome, at) "
    "values (:key, :fingerprint, :outcome, :at)"
).bindparams(bindparam("outcome", type_=JSONB))


@dataclass(frozen=True)
class Redemption:
    """What a provider asks: so much of the voucher with this code, once under this key."""

    code: str
    provider: str
    amount_cents: int
    key: str


async def redeem(
    session: AsyncSession, request: Redemption, codes: Codes
) -> VoucherRedeemed | Refusal:
    """Spend a part of a voucher; the answer is kept under the key and always given again.

    Returned refusals are answers too: `voucher-unknown` (404), `voucher-expired`,
    `residual-too-small`; nothing is spent by them. Raised, without an answer kept:
    `voucher-code` (422) for a mistyped code, `command-reused` (422) for a key used with another
    request.
    """
    code_hash = codes.digest(request.code)
    fingerprint = _fingerprint(request, code_hash)
    await session.execute(_TURN, {"key": request.key})
    if stored := (await session.execute(_ANSWERED, {"key": request.key})).one_or_none():
        return _as_before(stored, fingerprint)
    now = clock.now()
    answer = await _decide(session, request, code_hash, now)
    outcome = kept_refusal(answer) if isinstance(answer, Refusal) else kept(answer)
    values = {"key": request.key, "fingerprint": fingerprint, "outcome": outcome, "at": now}
    await session.execute(_ANSWER, values)
    return answer


def _fingerprint(request: Redemption, code_hash: bytes) -> bytes:
    asked = f"{code_hash.hex()} {request.amount_cents} {request.provider}"
    return hashlib.sha256(asked.encode()).digest()


def _as_before(stored: Row[Any], fingerprint: bytes) -> VoucherRedeemed | Refusal:
    if stored.fingerprint != fingerprint:
        raise Refusal("command-reused", "Lo stesso identificativo è già stato usato.", 422)
    if refused := stored.outcome.get("refused"):
        return Refusal(refused["slug"], refused["sentence"], refused["status"])
    return VoucherRedeemed.model_validate(stored.outcome["fact"])


async def _decide(
    session: AsyncSession, request: Redemption, code_hash: bytes, now: datetime
) -> VoucherRedeemed | Refusal:
    voucher = await _hold(session, code_hash)
    if voucher is None:
        return Refusal("voucher-unknown", "Nessun voucher ha questo codice.", 404)
    if voucher.ended_at or has_ended(voucher.valid_until_on, clock.civil_day(now)):
        until = f"{voucher.valid_until_on:%d/%m/%Y}"
        return Refusal("voucher-expired", f"Il voucher è scaduto: era valido fino al {until}.")
    if request.amount_cents > voucher.residual_cents:
        left = euro(voucher.residual_cents)
        return Refusal("residual-too-small", f"Credito residuo insufficiente: restano {left}.")
    return await _spend(session, request, voucher, now)


async def _hold(session: AsyncSession, code_hash: bytes) -> Row[Any] | None:
    """Lock the voucher, then read it: its residual stands still until the end."""
    id_ = (await session.execute(_HOLD, {"code_hash": code_hash})).scalar_one_or_none()
    if id_ is None:
        return None
    return (await session.execute(_VOUCHER, {"id": id_})).one()


async def _spend(
    session: AsyncSession, request: Redemption, voucher: Row[Any], now: datetime
) -> VoucherRedeemed:
    fact = VoucherRedeemed(
        voucher_id=voucher.id,
        application_id=voucher.application_id,
        amount_cents=request.amount_cents,
        residual_cents=voucher.residual_cents - request.amount_cents,
    )
    values = {
        "id": new_id(),
        "operation_key": f"redeem:{request.key}",
        "voucher_id": voucher.id,
        "provider": request.provider,
        "provider_account": uuid5(PROVIDERS, request.provider),
        "cents": fact.amount_cents,
        "residual": fact.residual_cents,
        "at": now,
        "actor": session.info[CAUSE].actor,
    }
    await session.execute(_SPEND, values)
    await announce(session, fact, alliance=voucher.alliance)
    return fact
