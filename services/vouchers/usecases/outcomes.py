"""What a bank did with the orders of a batch comes back, row by row."""

import hashlib
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.payments import Outcome, OutcomeRow, OutcomesTaken
from contracts.vouchers.payments import PaymentBounced, PaymentMade
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.moves import BATCH, ORDER
from services.vouchers.rules.outcomes import read_outcomes
from services.vouchers.usecases.calls import FUNDER
from services.vouchers.usecases.journal import Movement, post
from services.vouchers.usecases.payments import held_batch

_ORDERS = text(
    "select o.*, l.alliance from payment_order o join account a on a.id = o.id "
    "join budget_line l on l.account = a.line where o.batch_id = :id order by o.id"
)
_OUTCOME = text(
    "update payment_order set state = :state, outcome_on = :on, code = :code, reason = :reason "
    "where id = :id"
)
_SETTLE = text(
    "update payment_batch set state = 'settled' where id = :id and not exists "
    "(select from payment_order where batch_id = :id and state = 'ordered')"
)
_READ = text(
    "select id as file_id, news, rows from outcome_file where batch_id = :id and hash = :hash"
).columns(rows=JSONB)
_KEEP = text(
    "insert into outcome_file (id, batch_id, hash, official, at, news, rows) "
    "values (:id, :batch_id, :hash, :official, :at, :news, :rows)"
).bindparams(bindparam("rows", type_=JSONB))


async def take_file(
    session: AsyncSession, batch_id: UUID, content: bytes, official: str
) -> OutcomesTaken:
    """Read a file of the bank and keep what each row of it did; the same file again is as before.

    Refuses `outcome-file` (422) and what `take_outcomes` refuses: then nothing of it is done.
    """
    await held_batch(session, batch_id)
    key = {"id": batch_id, "hash": hashlib.sha256(content).digest()}
    before = (await session.execute(_READ, key)).mappings().one_or_none()
    if before is not None:
        return OutcomesTaken.model_validate({**before, "again": True})
    rows = await take_outcomes(session, batch_id, read_outcomes(content))
    taken = OutcomesTaken(
        file_id=new_id(), news=sum(each.did != "known" for each in rows), rows=rows
    )
    values = {
        "id": taken.file_id, "batch_id": batch_id, "hash": key["hash"], "official": official,
        "at": clock.now(), "news": taken.news,
        "rows": [each.model_dump(mode="json") for each in rows],
    }  # fmt: skip
    await session.execute(_KEEP, values)
    return taken


async def take_outcomes(
    session: AsyncSession, batch_id: UUID, outcomes: Sequence[Outcome]
) -> list[OutcomeRow]:
    """Take what the bank did with each order; return what each row of it did.

    A paid sum leaves the ledger; a bounced one is owed again. The same outcome again is no news.
    Refuses `batch-unknown`, `order-unknown` (404), `move-not-allowed`, and `outcome-contradicts`
    when an order had the other outcome.
    """
    batch = await held_batch(session, batch_id)
    BATCH.after(batch.state, "outcome")
    rows = (await session.execute(_ORDERS, {"id": batch_id})).all()
    orders = {row.id: row for row in rows}
    said = {each.order_id: each for each in outcomes}
    if said.keys() - orders.keys():
        raise Refusal("order-unknown", "La distinta non ha questo mandato.", 404)
    done = [await _take(session, orders[each], said[each]) for each in sorted(said)]
    await session.execute(_SETTLE, {"id": batch_id})
    return done


async def _take(session: AsyncSession, order: Row[Any], outcome: Outcome) -> OutcomeRow:
    state: Literal["paid", "bounced"] = "paid" if outcome.paid else "bounced"
    if order.state == state:
        return _row(order, outcome, "known")
    if order.state != "ordered":
        raise Refusal("outcome-contradicts", "Questo mandato ha già avuto l'esito contrario.")
    step = "pay" if outcome.paid else "bounce"
    values = {"id": order.id, "state": ORDER.after(order.state, step), "on": outcome.on,
              "code": outcome.code, "reason": outcome.reason}  # fmt: skip
    await session.execute(_OUTCOME, values)
    to = FUNDER if outcome.paid else order.payable
    await post(session, Movement(step, str(order.id), order.id, to, order.amount_cents))
    await _tell(session, order, outcome)
    return _row(order, outcome, state)


def _row(order: Row[Any], outcome: Outcome, did: Literal["paid", "bounced", "known"]) -> OutcomeRow:
    return OutcomeRow(
        order_id=order.id, did=did, amount_cents=order.amount_cents, code=outcome.code,
        reason=outcome.reason,
    )  # fmt: skip


async def _tell(session: AsyncSession, order: Row[Any], outcome: Outcome) -> None:
    kind, _, id_ = order.payee.partition(":")
    told = {
        "order_id": order.id,
        "batch_id": order.batch_id,
        "application_id": UUID(id_) if kind == "application" else None,
        "amount_cents": order.amount_cents,
    }
    fact = PaymentMade(**told) if outcome.paid else PaymentBounced(**told, code=outcome.code)
    await announce(session, fact, alliance=order.alliance, why=outcome.reason)
