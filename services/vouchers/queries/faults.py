"""The proof of the ledger: everything that must hold, and where it does not."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.vouchers.queries.aid_faults import AID_CHECKS
from services.vouchers.queries.money_faults import MONEY_CHECKS
from services.vouchers.queries.voucher_faults import VOUCHER_CHECKS

_BALANCE = "a.credits_cents - a.debits_cents"
_MOVED = "coalesce((select sum(amount_cents) from transfer t where t.{where}), 0)"
_CHECKS = {
    "debits and credits differ": (
        "select 'all accounts' from account having sum(debits_cents) <> sum(credits_cents) "
        "or sum(debits_cents) <> (select coalesce(sum(amount_cents), 0) from transfer)"
    ),
    "an account is not what its transfers say": (
        "select a.owner from account a where "
        f"a.debits_cents <> {_MOVED.format(where='debit_account = a.id')} "
        f"or a.credits_cents <> {_MOVED.format(where='credit_account = a.id')}"
    ),
    "an account is overdrawn": (
        f"select a.owner from account a where a.kind <> 'external' and {_BALANCE} < 0"
    ),
    "a line's budget is not what was allocated": (
        "select a.owner from budget_line l join account a on a.id = l.account where "
        "l.budget_cents <> coalesce((select sum(case code when 'allocate' then amount_cents "
        "else -amount_cents end) from transfer t where t.code in ('allocate', 'reduce') "
        "and a.id in (t.debit_account, t.credit_account)), 0)"
    ),
    "what was moved to a line is not what acts moved": (
        "select a.owner from budget_line l join account a on a.id = l.account where "
        "l.moved_cents <> coalesce((select sum(case when t.credit_account = a.id "
        "then amount_cents else -amount_cents end) from transfer t where t.code = 'transfer' "
        "and a.id in (t.debit_account, t.credit_account)), 0)"
    ),
    "a line's budget is not where its money is": (
        "select a.owner from budget_line l join account a on a.id = l.account where "
        "l.budget_cents + l.moved_cents <> (select sum(b.credits_cents - b.debits_cents) "
        "from account b where b.line = l.account) + coalesce((select sum("
        "case when d.line = l.account then t.amount_cents else -t.amount_cents end) "
        "from transfer t join account d on d.id = t.debit_account "
        "join account c on c.id = t.credit_account where t.code not in ('allocate', 'reduce') "
        "and ((d.line = l.account and c.line is null) or (c.line = l.account and d.line is null)"
        ")), 0)"
    ),
    "a line's totals are not what its transfers say": (
        "select coalesce(s.line, j.line) || ' ' || coalesce(s.code, j.code) from "
        "(select line, code, sum(cents) as cents from line_total group by 1, 2) s full join "
        "(select side.line, side.code, sum(t.amount_cents) as cents "
        "from transfer t join account d on d.id = t.debit_account "
        "join account c on c.id = t.credit_account, lateral ("
        "select coalesce(d.line, c.line) as line, t.code where t.code <> 'transfer' union all "
        "select d.line, 'transfer_out' where t.code = 'transfer' union all "
        "select c.line, 'transfer_in' where t.code = 'transfer') side "
        "group by 1, 2) j using (line, code) where s.cents is distinct from j.cents"
    ),
    "a reservation does not hold its money": (
        "select r.application_id from reservation r left join account a on a.id = r.application_id "
        f"where coalesce({_BALANCE}, 0) <> case r.state when 'reserved' then r.amount_cents "
        "when 'offered' then (select o.amount_cents from offer o "
        "where o.application_id = r.application_id) else 0 end"
    ),
    "an application waits behind nobody while money is there": (
        "select f.application_id from budget_line l join account a on a.id = l.account, lateral ("
        "select application_id, amount_cents from reservation r where r.call_id = l.call_id "
        "and r.line = l.line and r.state = 'waiting' order by place limit 1) f "
        f"where f.amount_cents <= {_BALANCE}"
    ),
    "a place was passed over": (
        "select r.application_id from reservation r join budget_line l "
        "on l.call_id = r.call_id and l.line = r.line "
        "where (r.state = 'queued' and r.place <= l.next_place) "
        "or (r.state not in ('queued', 'released') and r.place >= l.next_place)"
    ),
    "a reservation is not what its application asks for": (
        "select r.application_id from reservation r left join claim c "
        "on c.application_id = r.application_id "
        "where r.state in ('queued', 'reserved', 'waiting', 'offered') "
        "and r.amount_cents is distinct from c.amount_cents"
    ),
    "an application waits for nothing": (
        "select application_id from reservation where state = 'waiting' and amount_cents = 0"
    ),
    "a line ran out and nobody was told": (
        "select a.owner from budget_line l join account a on a.id = l.account "
        "where not l.exhausted and exists (select from reservation r where r.call_id = l.call_id "
        "and r.line = l.line and r.state = 'waiting')"
    ),
    "a committed application has no award of its amount": (
        "select r.application_id from reservation r left join award w "
        "on w.application_id = r.application_id "
        "and w.annulled_at is null "
        "where (r.state = 'committed') <> (w.id is not null) or w.amount_cents <> r.amount_cents"
    ),
    "instalments do not make their award": (
        "select w.id from award w where w.amount_cents <> "
        "coalesce((select sum(amount_cents) from instalment i where i.award_id = w.id), 0)"
    ),
    **VOUCHER_CHECKS,
    **MONEY_CHECKS,
    **AID_CHECKS,
}


_EVERY = text(
    " union all ".join(
        f"select {number} as number, cast(r.what as text) as what from ({query}) as r (what)"
        for number, query in enumerate(_CHECKS.values())
    )
)
_SENTENCES = list(_CHECKS)


async def ledger_faults(session: AsyncSession) -> list[str]:
    """Return every fault of the ledger as a sentence with the account or row it is about.

    Reads the whole journal, in one statement and so at one moment: for `capofila doctor`, the
    nightly proof and tests.
    """
    rows = await session.execute(_EVERY)
    return sorted(f"{_SENTENCES[row.number]}: {row.what}" for row in rows)
