"""A batch of orders is confirmed by a second official and goes to the bank, or is declined."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.payments import BankAccount, BatchConfirmation, BatchDecline
from contracts.vouchers.payments import PaymentConfirmed, PaymentDeclined
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.queries.batches import STANDING
from services.vouchers.rules.moves import BATCH
from services.vouchers.rules.pain import Account, Batch, Credit, payment_file
from services.vouchers.usecases.journal import Movement, post

_BATCH = text(
    "select id, call_id, cup, act, official, execute_on, created_at, file_hash, "
    f"{STANDING} as state from payment_batch where id = :id for no key update"
)
_ORDERS = text(
    "select o.*, l.alliance, c.holder, c.iban from payment_order o join account a on a.id = o.id "
    "join budget_line l on l.account = a.line left join provider_change c on c.id = o.account "
    "where o.batch_id = :id order by o.id"
)
# Who signed an award, or a liquidation of it, of which a debt of the batch comes.
_SIGNERS = text(
    """
    with origin as (
        select t.debit_account as award from payment_order o
        join transfer t on t.credit_account = o.payable and t.code in ('liquidate', 'withhold')
        where o.batch_id = :id
        union
        select t.debit_account from payment_order o
        join transfer s on s.credit_account = o.payable and s.code = 'substitute'
        join transfer t on t.credit_account = s.debit_account and t.code = 'liquidate'
        where o.batch_id = :id
    )
    select official from signature join origin on award_id = award
    union select official from liquidation join origin on award_id = award
    """
)
_CONFIRM = text(
    "update payment_batch set state = :state, confirmed_by = :official, confirmed_at = :at "
    "where id = :id"
)
_DECLINE = text(
    """
    with ended as (
        update payment_batch set state = 'settled' where id = :id
    )
    update payment_order set state = 'bounced', outcome_on = :on, reason = :reason
    where batch_id = :id
    """
)
_HASH = text("update payment_batch set file_hash = :hash where id = :id")
_SEND = text("update payment_batch set state = :state, sent_at = :at where id = :id")


async def confirm_batch(
    session: AsyncSession, batch_id: UUID, confirmation: BatchConfirmation
) -> PaymentConfirmed:
    """Let the orders of a batch go to the bank, as another official than who ordered them.

    Refuses `batch-unknown` (404), `move-not-allowed`, `same-official`, and `signer-pays` to who
    signed an award or a liquidation that is paid here.
    """
    batch = await held_batch(session, batch_id)
    state, official = BATCH.after(batch.state, "confirm"), confirmation.official
    if batch.official == official:
        raise Refusal("same-official", "Chi conferma non può essere chi ha disposto il pagamento.")
    if official in (await session.execute(_SIGNERS, {"id": batch_id})).scalars():
        raise Refusal(
            "signer-pays", "Chi ha firmato il contributo non può confermarne il pagamento."
        )
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    values = {"id": batch_id, "state": state, "official": official, "at": clock.now()}
    await session.execute(_CONFIRM, values)
    cents = sum(row.amount_cents for row in rows)
    fact = PaymentConfirmed(batch_id=batch_id, call_id=batch.call_id, amount_cents=cents)
    await announce(session, fact, alliance=rows[0].alliance)
    return fact


async def decline_batch(
    session: AsyncSession, batch_id: UUID, asked: BatchDecline
) -> PaymentDeclined:
    """Do not let the orders of a batch go to the bank: each sum is owed again.

    Refuses `batch-unknown` (404), `move-not-allowed`, and `file-made` once its file was given out:
    the bank may have it.
    """
    batch = await held_batch(session, batch_id)
    BATCH.after(batch.state, "decline")
    if batch.file_hash is not None:
        sentence = "Il file della distinta è già stato scaricato: la banca potrebbe averlo."
        raise Refusal("file-made", sentence)
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    why = {"on": clock.today(), "reason": f"Distinta annullata: {asked.reason}"}
    await session.execute(_DECLINE, {"id": batch_id, **why})
    for row in rows:
        back = Movement("bounce", str(row.id), row.id, row.payable, row.amount_cents)
        await post(session, back)
    cents = sum(row.amount_cents for row in rows)
    fact = PaymentDeclined(batch_id=batch_id, call_id=batch.call_id, amount_cents=cents)
    await announce(session, fact, alliance=rows[0].alliance, why=asked.reason)
    return fact


async def payees_of(session: AsyncSession, batch_id: UUID) -> list[str]:
    """Return whose bank accounts must be told for the file of a batch: no others are known here.

    Refuses `batch-unknown` (404).
    """
    await held_batch(session, batch_id)
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    return sorted({row.payee for row in rows if row.iban is None})


async def compose_file(
    session: AsyncSession, batch_id: UUID, debtor: BankAccount, accounts: Sequence[BankAccount]
) -> bytes:
    """Return the file of a batch for the bank; its hash is kept, and no account that is told here.

    A provider is paid where its order says: at the account that was in force when it was ordered.
    Refuses `batch-unknown` (404), `move-not-allowed`, `account-missing` when a payee has no bank
    account, and `file-changed` when an account is no more what it was in the first file.
    """
    batch = await held_batch(session, batch_id)
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

    Refuses `batch-unknown` (404), `move-not-allowed` and `no-file` (409).
    """
    batch = await held_batch(session, batch_id)
    if batch.state in ("sent", "settled"):
        return
    state = BATCH.after(batch.state, "send")
    if batch.file_hash is None:
        raise Refusal("no-file", "Il file della distinta non è ancora stato composto.")
    values = {"id": batch_id, "state": state, "at": clock.now()}
    await session.execute(_SEND, values)


async def held_batch(session: AsyncSession, batch_id: UUID) -> Row[Any]:
    """Lock a batch and return it. Refuses `batch-unknown` (404)."""
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
    missing = sorted({row.payee for row in rows if row.iban is None} - set(known))
    if missing:
        raise Refusal("account-missing", f"Manca il conto corrente di {len(missing)} beneficiari.")
    return [Credit(row.id, row.amount_cents, _account(row, known)) for row in rows]


def _account(row: Row[Any], known: Mapping[str, BankAccount]) -> Account:
    told = row if row.iban else known[row.payee]
    return Account(told.holder, told.iban)
