"""Where the money of a call is, line by line, in real time."""

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.money import Cents
from kit.refusal import Refusal
from services.vouchers.rules.places import places, spent

_FIGURES = text(
    """
    select l.line, l.budget_cents + l.moved_cents as budget_cents,
           coalesce((select jsonb_object_agg(code, cents) from (
               select code, sum(cents) as cents from line_total
               where line_total.line = l.account group by code
           ) t), '{}') || case when exists (
               select from line_total where line_total.line = l.account and code = 'annul'
           ) then jsonb_build_object('annul_owed', (
               select coalesce(sum(t.amount_cents), 0) from transfer t
               join account p on p.id = t.debit_account
               where t.code = 'annul' and p.kind = 'payable' and p.line = l.account
           )) else '{}' end as totals
    from budget_line l where l.call_id = :call_id order by l.line
    """
).columns(totals=JSONB)


class LineFigures(BaseModel):
    """What a line has had, and the nine places in which its cents are: they add up to it.

    Available; set aside for applications under review; committed by awards; in vouchers and not
    spent; held by providers for a service that is under way; owed to providers and beneficiaries;
    ordered at the bank; paid, less what is asked back; asked back and not returned yet. `redeemed`
    is what was spent at providers, owed or paid by now. What was spent of a grant that was annulled
    is asked back before its providers are paid: `paid` is below zero until they are.
    """

    line: str
    budget_cents: Cents
    available_cents: Cents
    reserved_cents: Cents
    committed_cents: Cents
    issued_cents: Cents
    held_cents: Cents
    owed_cents: Cents
    ordered_cents: Cents
    paid_cents: int
    recovering_cents: Cents
    redeemed_cents: Cents


async def call_budget(session: AsyncSession, call_id: str) -> list[LineFigures]:
    """Return the figures of every line of a call. Refuses `call-unknown` (404)."""
    rows = (await session.execute(_FIGURES, {"call_id": call_id})).all()
    if not rows:
        raise Refusal("call-unknown", "Nessun bando ha questo identificativo.", 404)
    return [
        LineFigures(
            line=row.line,
            budget_cents=row.budget_cents,
            redeemed_cents=spent(row.totals),
            **places(row.totals),
        )
        for row in rows
    ]
