"""What letters say of the money of applications: asked when they are composed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.letters import MoneyFacts, OfferFacts, PaidBatch, PaymentFacts

_FACTS = text(
    """
    select w.id as application_id, o.amount_cents as offered, o.wanted_cents, o.answer_by_on,
           r.report, p.amount_cents as paid, p.execute_on, p.outcome_on, p.reason, d.recovery
    from unnest(cast(:ids as uuid[])) as w (id)
    left join offer o on o.application_id = w.id
    left join lateral (
        select jsonb_build_object(
            'presented_cents', sum(e.amount_cents), 'admitted_cents', sum(e.admitted_cents),
            'cuts', coalesce(jsonb_agg(jsonb_build_object(
                'invoice', e.invoice, 'amount_cents', e.amount_cents,
                'admitted_cents', e.admitted_cents, 'reason', e.cut_reason
            ) order by e.position) filter (where e.admitted_cents < e.amount_cents), '[]')
        ) as report
        from expense e where e.report_id = (
            select id from report where application_id = w.id and state in ('examined', 'closed')
            order by filed_at desc, id desc limit 1
        ) having count(*) > 0
    ) r on true
    left join lateral (
        select m.amount_cents, b.execute_on, m.outcome_on, m.reason
        from payment_order m join payment_batch b on b.id = m.batch_id
        where m.payee = 'application:' || w.id order by b.created_at desc, m.id desc limit 1
    ) p on true
    left join lateral (
        select jsonb_build_object(
            'amount_cents', c.amount_cents, 'left_cents', a.credits_cents - a.debits_cents,
            'reason', c.reason, 'act', c.act, 'act_on', c.act_on,
            'parts', (select jsonb_agg(jsonb_build_object(
                'due_on', i.due_on, 'amount_cents', i.amount_cents) order by i.position)
                from recovery_instalment i where i.recovery_id = c.id)
        ) as recovery
        from recovery c join account a on a.id = c.id
        where c.application_id = w.id order by c.demanded_at desc, c.id desc limit 1
    ) d on true
    where coalesce(o.application_id::text, r.report::text, p.execute_on::text, d.recovery::text)
          is not null
    order by w.id
    """
).columns(report=JSONB, recovery=JSONB)
_PAID = text(
    "select distinct cast(split_part(payee, ':', 2) as uuid) as id from payment_order "
    "where batch_id = :batch_id and payee like 'application:%' "
    "and (cast(:after as uuid) is null or cast(split_part(payee, ':', 2) as uuid) > :after) "
    "order by id limit :limit"
)


async def money_facts(session: AsyncSession, application_ids: Sequence[UUID]) -> list[MoneyFacts]:
    """Return what there is to say of the money of these applications; most have nothing."""
    rows = await session.execute(_FACTS, {"ids": list(application_ids)})
    return [_facts(row) for row in rows]


async def paid_applications(session: AsyncSession, page: PaidBatch) -> list[UUID]:
    """Return a page of the applications whose payment was ordered in a batch, by ascending id."""
    return list((await session.execute(_PAID, page.model_dump())).scalars())


def _facts(row: Row[Any]) -> MoneyFacts:
    told = {
        "application_id": row.application_id, "offer": _offer(row), "report": row.report,
        "payment": _payment(row), "recovery": row.recovery,
    }  # fmt: skip
    return MoneyFacts.model_validate(told)


def _offer(row: Row[Any]) -> OfferFacts | None:
    if row.offered is None:
        return None
    return OfferFacts(
        amount_cents=row.offered, wanted_cents=row.wanted_cents, answer_by_on=row.answer_by_on
    )


def _payment(row: Row[Any]) -> PaymentFacts | None:
    if row.paid is None:
        return None
    return PaymentFacts(
        amount_cents=row.paid, execute_on=row.execute_on, outcome_on=row.outcome_on,
        reason=row.reason,
    )  # fmt: skip
