"""What is owed is ordered at the bank, by an official who did not sign it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.payments import PaymentRequest
from contracts.vouchers.payments import PaymentOrdered
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.queries.provider_terms import ACCOUNT
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.duties import Owed, check_payment
from services.vouchers.usecases.funds import check_act
from services.vouchers.usecases.holding_back import hold_back
from services.vouchers.usecases.journal import Movement, post

# One batch of a call is composed at a time, so that nothing is ordered twice.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('order:' || :call_id, 0))")
_OWED = text(
    f"""
    select p.id as payable, p.line, p.payee, p.credits_cents - p.debits_cents as cents,
           l.alliance, bank.id as bank, year.cents as year_cents,
           n.award_id is not null as published,
           c.checked_on, coalesce(c.clear, false) as clear,
           w.application_id, r.applicant_key, r.support_form,
           exists(select from member_pause m where m.firm = r.applicant_key
                  and m.alliance = l.alliance and m.from_on <= :today
                  and coalesce(m.to_on, 'infinity') >= :today) as suspended,
           array(select s.official from signature s where s.award_id = any(origin.awards)
                 union select q.official from liquidation q where q.award_id = any(origin.awards)
           ) as signers
    from budget_line l join account p on p.line = l.account and p.kind = 'payable'
    cross join lateral (
        select array(select t.debit_account from transfer t where t.credit_account = p.id
                     and t.code in ('liquidate', 'withhold')
                     union select t.debit_account from transfer s join transfer t
                     on t.credit_account = s.debit_account and t.code = 'liquidate'
                     where s.credit_account = p.id and s.code = 'substitute') as awards
    ) origin
    left join provider shop on p.payee = 'provider:' || shop.handle
    {ACCOUNT}
    left join award w on p.payee = 'application:' || w.application_id
    left join reservation r on r.application_id = w.application_id
    left join lateral (
        select cast(sum(a.amount_cents) as bigint) as cents from award a
        join reservation o on o.application_id = a.application_id
        join budget_line b on b.call_id = o.call_id and b.line = o.line
        where b.alliance = l.alliance
          and (o.application_id = r.application_id
               or (o.applicant_key = r.applicant_key and r.applicant_key <> ''))
          and extract(year from a.granted_at at time zone 'Europe/Rome')
            = extract(year from w.granted_at at time zone 'Europe/Rome')
          and (a.granted_at, a.id) <= (w.granted_at, w.id)
    ) year on w.id is not null
    left join publication n on n.award_id = w.id
    left join lateral (
        select checked_on, clear from tax_check where payee = p.payee
        order by checked_on desc, at desc limit 1
    ) c on true
    where l.call_id = :call_id and p.credits_cents > p.debits_cents
      and (cardinality(cast(:payees as text[])) = 0 or p.payee = any(cast(:payees as text[])))
    order by l.line, p.payee
    """
)
_BATCH = text(
    "insert into payment_batch (id, call_id, state, cup, act, official, execute_on, created_at) "
    "values (:id, :call_id, 'composed', :cup, :act, :official, :execute_on, :at)"
)
_ORDER = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        values (:id, 'order', cast(:id as uuid), :line)
    )
    insert into payment_order (id, batch_id, payable, payee, amount_cents, state, account)
    values (:id, :batch_id, :payable, :payee, :cents, 'ordered', :bank)
    """
)


async def order_payments(
    session: AsyncSession, asked: PaymentRequest, registries: Registries
) -> PaymentOrdered:
    """Compose one batch of orders of what lines of a call owe, whole, to each payee.

    Every order bears the CUP. What may not be paid today stays owed and is named in the fact; what
    `hold_back` refuses is refused. Refuses `act-in-the-future` and `day-gone` (422),
    `total-changed`, and what `check_payment` refuses: nothing is ordered then.
    """
    check_act(asked.act)
    today = clock.today()
    if asked.execute_on < today:
        raise Refusal("day-gone", "Il giorno di esecuzione è passato.", 422)
    await session.execute(_TURN, {"call_id": asked.call_id})
    values = {"call_id": asked.call_id, "payees": asked.payees, "paid_on": asked.execute_on,
              "today": today}  # fmt: skip
    owed = (await session.execute(_OWED, values)).all()
    _refuse_another_total(asked, sum(row.cents for row in owed))
    rows, left_out = await hold_back(session, owed, registries)
    check_payment([_owed(row) for row in rows], asked.official, today)
    fact = PaymentOrdered(
        batch_id=new_id(),
        call_id=asked.call_id,
        orders=len(rows),
        amount_cents=sum(row.cents for row in rows),
        left_out=left_out,
    )
    await _write(session, asked, fact.batch_id, rows)
    await announce(session, fact, alliance=rows[0].alliance)
    return fact


def _refuse_another_total(asked: PaymentRequest, cents: int) -> None:
    if asked.expected_cents not in (None, cents):
        sentence = f"Il totale nel frattempo è cambiato: ora è {euro(cents)}. Lo ricontrolli."
        raise Refusal("total-changed", sentence)


def _owed(row: Row[Any]) -> Owed:
    return Owed(
        payee=row.payee,
        cents=row.cents,
        year_cents=row.year_cents,
        published=row.published,
        signers=frozenset(row.signers),
        cleared_on=row.checked_on,
        clear=row.clear,
    )


async def _write(
    session: AsyncSession, asked: PaymentRequest, batch_id: UUID, rows: Sequence[Row[Any]]
) -> None:
    batch = asked.model_dump(include={"call_id", "cup", "official", "execute_on"})
    values = {"id": batch_id, "act": asked.act.number, "at": clock.now(), **batch}
    await session.execute(_BATCH, values)
    for row in rows:
        order = {
            "id": new_id(), "line": row.line, "batch_id": batch_id, "payable": row.payable,
            "payee": row.payee, "cents": row.cents, "bank": row.bank,
        }  # fmt: skip
        await session.execute(_ORDER, order)
        about, number = str(order["id"]), asked.act.number
        await post(session, Movement("order", about, row.payable, order["id"], row.cents, number))
