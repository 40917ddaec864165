"""What a provider took by mistake goes back, once and whole, as long as it was not paid out."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.spending import RedemptionReversed
from kit.database import CAUSE
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.accounts import payable
from services.vouchers.rules.voucher_states import LIVES
from services.vouchers.usecases import lines, offers, titles
from services.vouchers.usecases.endings import hold_with_line
from services.vouchers.usecases.journal import Movement, cause_of, post
from services.vouchers.usecases.operations import Operation, once
from services.vouchers.usecases.titles import Title

_FIND = text(
    "select id, voucher_id, provider, amount_cents, at from redemption "
    "where id = :id and provider = :provider"
)
_REVERSED = text("select id from reversal where redemption_id = :id")
# What the bank refused is owed again, so that it can be reversed again.
_OWED = text(
    "select a.credits_cents - a.debits_cents as owed, coalesce((select sum(case t.code "
    "when 'order' then t.amount_cents else -t.amount_cents end) from transfer t "
    "where t.code in ('order', 'bounce') and t.at >= :since "
    "and a.id in (t.debit_account, t.credit_account)), 0) as ordered from account a "
    "where a.id = :id"
)
_SUCCESSOR = text("select id from voucher where replaces = :id")
_WRITE = text(
    """
    with moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, reverses, at,
             actor, cause)
        values (:id, :operation_key, :payable, :voucher_id, :cents, 'reverse', :redemption_id, :at,
                :actor, :cause)
    )
    insert into reversal (id, redemption_id, amount_cents, reason, at)
    values (:id, :redemption_id, :cents, :reason, :at)
    """
)


@dataclass(frozen=True)
class Undo:
    """What a provider asks: to undo a redemption of its own, once under this key."""

    redemption_id: UUID
    provider: str
    reason: str
    key: str


async def reverse(session: AsyncSession, undo: Undo) -> RedemptionReversed | Refusal:
    """Undo a redemption; of a voucher that ended meanwhile the sum goes on where the rest went.

    Returned refusals are answers kept under the key: `redemption-unknown` (404),
    `already-reversed`, `already-ordered` when its payment was ordered. Raised: `command-reused`
    (422).
    """
    words = f"reverse {undo.redemption_id} {undo.provider}"
    decide = partial(_decide, session, undo)
    return await once(session, Operation(undo.key, words), RedemptionReversed, decide)


async def _decide(session: AsyncSession, undo: Undo, now: datetime) -> RedemptionReversed:
    key = {"id": undo.redemption_id, "provider": undo.provider}
    redemption = (await session.execute(_FIND, key)).one_or_none()
    if redemption is None:
        raise Refusal("redemption-unknown", "Nessun utilizzo ha questo identificativo.", 404)
    line, title = await hold_with_line(session, redemption.voucher_id)
    if (await session.execute(_REVERSED, {"id": redemption.id})).one_or_none():
        raise Refusal("already-reversed", "L'utilizzo è già stato stornato.")
    await _refuse_when_ordered(session, title, redemption)
    await _write(session, undo, title, redemption, now)
    residual_cents = await _settle(session, line, title, now)
    fact = RedemptionReversed(
        voucher_id=title.id,
        application_id=title.application_id,
        redemption_id=redemption.id,
        amount_cents=redemption.amount_cents,
        residual_cents=residual_cents,
    )
    await announce(session, fact, alliance=title.alliance, why=undo.reason)
    return fact


async def _refuse_when_ordered(session: AsyncSession, title: Title, redemption: Row[Any]) -> None:
    account = payable(title.account, f"provider:{redemption.provider}")
    values = {"id": account, "since": redemption.at}
    found = (await session.execute(_OWED, values)).one()
    if found.ordered > 0 or found.owed < redemption.amount_cents:
        raise Refusal("already-ordered", "Il pagamento di questo utilizzo è già stato disposto.")


async def _write(
    session: AsyncSession, undo: Undo, title: Title, redemption: Row[Any], now: datetime
) -> None:
    values = {
        "id": new_id(),
        "operation_key": f"reverse:{undo.key}",
        "payable": payable(title.account, f"provider:{redemption.provider}"),
        "voucher_id": title.id,
        "redemption_id": redemption.id,
        "cents": redemption.amount_cents,
        "reason": undo.reason,
        "at": now,
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
    }
    await session.execute(_WRITE, values)
    title.spent_cents -= redemption.amount_cents
    title.residual_cents += redemption.amount_cents


async def _settle(session: AsyncSession, line: lines.HeldLine, title: Title, now: datetime) -> int:
    """Let the voucher live on with it, or send it after the rest of one that ended.

    Returns what can be spent by then of the one where it is.
    """
    while title.state == "replaced":
        title = await _pass_on(session, title)
    if title.ended_at is None:
        lives = title.state in {*LIVES, "spent"}
        await titles.move(session, title, title.standing if lives else title.state, at=now)
        return title.residual_cents
    code = "revoke" if title.state == "revoked" else "expire"
    about = f"{title.id}:{new_id()}"
    await post(session, Movement(code, about, title.id, line.account, title.residual_cents))
    await offers.serve(session, line)
    return 0


async def _pass_on(session: AsyncSession, title: Title) -> Title:
    """Move the residual to the voucher that took the place of this one."""
    heir = (await session.execute(_SUCCESSOR, {"id": title.id})).scalar_one()
    about = f"{title.id}:{new_id()}"
    await post(session, Movement("replace", about, title.id, heir, title.residual_cents))
    return await titles.lock(session, heir)
