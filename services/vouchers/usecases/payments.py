"""A batch of orders goes to the bank, and what the bank did with each comes back."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.money import BankAccount, Outcome
from contracts.vouchers.payments import PaymentBounced, PaymentMade
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.rules.moves import BATCH, ORDER
from services.vouchers.rules.pain import Account, Batch, Credit, payment_file
from services.vouchers.usecases.calls import FUNDER
from services.vouchers.usecases.journal import Movement, post

_BATCH = text("select * from payment_batch where id = :id for no key update")
_ORDERS = text(
    "select o.*, l.alliance from payment_order o join account a on a.id = o.id "
    "join budget_line l on l.account = a.line where o.batch_id = :id order by o.id"
)
_HASH = text("update payment_batch set file_hash = :hash where id = :id")
_SEND = text("update payment_batch set state = :state, sent_at = :at where id = :id")
_OUTCOME = text(
    "update payment_order set state = :state, outcome_on = :on, reason = :reason where id = :id"
)
_SETTLE = text(
    "update payment_batch set state = 'settled' where id = :id and not exists "
    "(select from payment_order where batch_id = :id and state = 'ordered')"
)


async def payees_of(session: AsyncSession, batch_id: UUID) -> list[str]:
    """Return whose bank accounts the file of a batch needs. Refuses `batch-unknown` (404)."""
    await _held(session, batch_id)
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    return sorted({row.payee for row in rows})


async def compose_file(
    session: AsyncSession, batch_id: UUID, debtor: BankAccount, accounts: Sequence[BankAccount]
) -> bytes:
    """Return the file of a batch for the bank; its hash is kept, its bank accounts are not.

    Refuses `batch-unknown` (404), `move-not-allowed`, `account-missing` when a payee has no bank
    account, and `file-changed` when an account is no more what it was in the first file.
    """
    batch = await _held(session, batch_id)
    BATCH.after(batch.state, "file")
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    content = payment_file(_header(batch, debtor), _credits(rows, accounts))
    digest = hashlib.sha256(content).digest()
    if batch.file_hash and not hmac.compare_digest(batch.file_hash, digest):
        raise Refusal("file-changed", "Un conto corrente è cambiato dopo il primo file.")
    await session.execute(_HASH, {"id": batch_id, "hash": digest})
    return content


async def send_batch(session: AsyncSession, batch_id: UUID) -> None:
    """Note that the file went to the bank; again, nothing happens.

    Refuses `batch-unknown` (404) and `no-file` (409).
    """
    batch = await _held(session, batch_id)
    if batch.state != "composed":
        return
    if batch.file_hash is None:
        raise Refusal("no-file", "Il file della distinta non è ancora stato composto.")
    values = {"id": batch_id, "state": BATCH.after(batch.state, "send"), "at": clock.now()}
    await session.execute(_SEND, values)


async def take_outcomes(session: AsyncSession, batch_id: UUID, outcomes: Sequence[Outcome]) -> int:
    """Take what the bank did with each order; return how many were news.

    A paid sum leaves the ledger; a bounced one is owed again. The same outcome again is no news.
    Refuses `batch-unknown`, `order-unknown` (404), `move-not-allowed`, and `outcome-contradicts`
    when an order had the other outcome.
    """
    batch = await _held(session, batch_id)
    BATCH.after(batch.state, "outcome")
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    orders = {row.id: row for row in rows}
    said = {each.order_id: each for each in outcomes}
    news = 0
    for order_id, outcome in sorted(said.items()):
        if order_id not in orders:
            raise Refusal("order-unknown", "La distinta non ha questo mandato.", 404)
        news += await _take(session, orders[order_id], outcome)
    await session.execute(_SETTLE, {"id": batch_id})
    return news


async def _held(session: AsyncSession, batch_id: UUID) -> Row[Any]:
    batch = (await session.execute(_BATCH, {"id": batch_id})).one_or_none()
    if batch is None:
        raise Refusal("batch-unknown", "La distinta non esiste.", 404)
    return batch


def _header(batch: Row[Any], debtor: BankAccount) -> Batch:
    return Batch(
        id=batch.id,
        created_at=batch.created_at,
        execute_on=batch.execute_on,
        debtor=Account(debtor.holder, debtor.iban),
        cup=batch.cup,
        act=batch.act,
    )


def _credits(rows: Sequence[Row[Any]], accounts: Sequence[BankAccount]) -> list[Credit]:
    known: Mapping[str, BankAccount] = {each.payee: each for each in accounts}
    missing = sorted({row.payee for row in rows} - set(known))
    if missing:
        raise Refusal("account-missing", f"Manca il conto corrente di {len(missing)} beneficiari.")
    return [
        Credit(row.id, row.amount_cents, Account(known[row.payee].holder, known[row.payee].iban))
        for row in rows
    ]


async def _take(session: AsyncSession, order: Row[Any], outcome: Outcome) -> int:
    state = "paid" if outcome.paid else "bounced"
    if order.state == state:
        return 0
    if order.state != "ordered":
        raise Refusal("outcome-contradicts", "Questo mandato ha già avuto l'esito contrario.")
    step = "pay" if outcome.paid else "bounce"
    values = {"id": order.id, "state": ORDER.after(order.state, step), "on": outcome.on,
              "reason": outcome.reason}  # fmt: skip
    await session.execute(_OUTCOME, values)
    to = FUNDER if outcome.paid else order.payable
    await post(session, Movement(step, str(order.id), order.id, to, order.amount_cents))
    await _tell(session, order, outcome)
    return 1


async def _tell(session: AsyncSession, order: Row[Any], outcome: Outcome) -> None:
    kind, _, id_ = order.payee.partition(":")
    told = {
        "order_id": order.id,
        "batch_id": order.batch_id,
        "application_id": UUID(id_) if kind == "application" else None,
        "amount_cents": order.amount_cents,
    }
    fact = PaymentMade(**told) if outcome.paid else PaymentBounced(**told)
    await announce(session, fact, alliance=order.alliance, why=outcome.reason)
