"""Where the money of a call is, line by line, in real time."""

from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.money import Cents
from kit.refusal import Refusal

_FIGURES = text(
    """
    select l.line, l.budget_cents, a.credits_cents - a.debits_cents as available_cents,
           t.reserve - t.release - t.commit as reserved_cents,
           t.commit - t.issue as committed_cents,
           t.issue - t.redeem - t.expire as issued_cents,
           t.redeem as redeemed_cents
    from budget_line l join account a on a.id = l.account, lateral (
        select coalesce(sum(cents) filter (where code = 'reserve'), 0)::bigint as reserve,
               coalesce(sum(cents) filter (where code = 'release'), 0)::bigint as release,
               coalesce(sum(cents) filter (where code = 'commit'), 0)::bigint as commit,
               coalesce(sum(cents) filter (where code = 'issue'), 0)::bigint as issue,
               coalesce(sum(cents) filter (where code = 'redeem'), 0)::bigint as redeem,
               coalesce(sum(cents) filter (where code = 'expire'), 0)::bigint as expire
        from line_total where line_total.line = l.account
    ) t
    where l.call_id = :call_id order by l.line
    """
)


class LineFigures(BaseModel):
    """The ceiling of a line, and the five places in which its cents are: they add up to it.

    Available; set aside for applications under review; committed by awards and not turned into
    vouchers; in vouchers and not spent; spent at providers.
    """

    line: str
    budget_cents: Cents
    available_cents: Cents
    reserved_cents: Cents
    committed_cents: Cents
    issued_cents: Cents
    redeemed_cents: Cents


async def call_budget(session: AsyncSession, call_id: str) -> list[LineFigures]:
    """Return the figures of every line of a call. Refuses `call-unknown` (404)."""
    rows = (await session.execute(_FIGURES, {"call_id": call_id})).mappings().all()
    if not rows:
        raise Refusal("call-unknown", "Nessun bando ha questo identificativo.", 404)
    return [LineFigures(**row) for row in rows]
