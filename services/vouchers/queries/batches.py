"""Payment batches as officials see them, and what a call owes before it is ordered."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.payments import OrderCard, OutcomeFileCard, Payable, Payables, PaymentBatchCard
from kit.refusal import Refusal

# One that ended and never went to the bank was declined: all of its orders came back.
STANDING = "case when state = 'settled' and sent_at is null then 'declined' else state end"
_BATCH = text(
    f"select id as batch_id, call_id, {STANDING} as state, cup, act, official, execute_on, "
    "created_at, confirmed_by, confirmed_at, file_hash is not null as has_file, sent_at "
    "from payment_batch where id = :id"
)
_ORDERS = text(
    "select o.id as order_id, l.line, o.payee, o.amount_cents, o.state, "
    "o.account is not null as own_account, o.outcome_on, o.code, o.reason "
    "from payment_order o join account a on a.id = o.id join budget_line l on l.account = a.line "
    "where o.batch_id = :id order by o.state = 'bounced' desc, o.payee, o.id"
)
_FILES = text(
    "select id as file_id, at, official, news, rows from outcome_file "
    "where batch_id = :id order by id desc"
).columns(rows=JSONB)
_OWED = text(
    "select l.line, p.payee, p.credits_cents - p.debits_cents as amount_cents "
    "from budget_line l join account p on p.line = l.account and p.kind = 'payable' "
    "where l.call_id = :call_id and p.credits_cents > p.debits_cents order by l.line, p.payee"
)


async def batch_card(session: AsyncSession, batch_id: UUID) -> PaymentBatchCard:
    """Return a batch with its orders and the files of the bank. Refuses `batch-unknown` (404)."""
    key = {"id": batch_id}
    batch = (await session.execute(_BATCH, key)).mappings().one_or_none()
    if batch is None:
        raise Refusal("batch-unknown", "La distinta non esiste.", 404)
    orders = [OrderCard(**row) for row in (await session.execute(_ORDERS, key)).mappings()]
    files = (await session.execute(_FILES, key)).mappings()
    return PaymentBatchCard(
        **batch,
        amount_cents=sum(each.amount_cents for each in orders),
        orders=orders,
        files=[OutcomeFileCard.model_validate(dict(each)) for each in files],
    )


async def payables(session: AsyncSession, call_id: str) -> Payables:
    """Return what the lines of a call owe and nobody ordered."""
    rows = (await session.execute(_OWED, {"call_id": call_id})).mappings()
    items = [Payable(**row) for row in rows]
    total = sum(each.amount_cents for each in items)
    return Payables(call_id=call_id, items=items, total_cents=total)
