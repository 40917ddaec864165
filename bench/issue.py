"""P9: the vouchers of one ranking are issued, and their letters queued: `python -m bench.issue`.

What is timed are the two use cases on a real PostgreSQL, one transaction for each command of 250
applications, as the roles of their services: with the ledger's trigger, its chart, every constraint
and every fact of the event log. Streams and workflows are not in it.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import make_url, text

from capofila.house import MIGRATIONS
from capofila.supervisor import Stack
from contracts.applications.calls import BudgetLine, CallPublished
from contracts.calls import VoucherTerms
from contracts.vouchers.issue import IssueVouchers
from kit.database import Cause, Database
from kit.ids import new_id
from kit.schemas import migrate
from services.notifications.usecases.lists import queue_letters
from services.vouchers.queries.faults import ledger_faults
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.calls import open_call
from services.vouchers.usecases.issue import issue_many

VOUCHERS = 10_000
A_COMMAND = 250
CENTS = 30_000
CALL = "P9-2026"
BENCH = Cause(actor="bench")
TERMS = VoucherTerms(validity_months=6, categories=("Nido",), activate_within_days=60)
AWARDED = (
    """
    create temporary table p9 as select n as place, gen_random_uuid() as application,
    gen_random_uuid() as award, (select account from budget_line) as line from
    generate_series(1, :count) n
    """,
    """
    insert into account (id, kind, owner, line) select application, 'reservation',
    application, line from p9
    """,
    "insert into account (id, kind, owner, line) select award, 'award', award, line from p9",
    """
    insert into transfer (id, operation_key, debit_account, credit_account, amount_cents,
    code, at, actor, cause) select gen_random_uuid(), 'reserve:' || application, line,
    application, :cents, 'reserve', now(), 'bench', 'bench' from p9
    """,
    """
    insert into transfer (id, operation_key, debit_account, credit_account, amount_cents,
    code, at, actor, cause) select gen_random_uuid(), 'commit:' || application, application,
    award, :cents, 'commit', now(), 'bench', 'bench' from p9
    """,
    """
    insert into claim (application_id, revision, checked, amount_cents) select application, 1,
    1, :cents from p9
    """,
    """
    insert into reservation (application_id, call_id, line, place, amount_cents, state,
    since_at) select application, :call, 'A', place, :cents, 'committed', now() from p9
    """,
    "update budget_line set next_place = :count + 1",
    """
    insert into award (id, application_id, amount_cents, granted_at) select award,
    application, :cents, now() from p9
    """,
    """
    insert into instalment (award_id, position, label, amount_cents, condition) select award,
    1, 'Unica soluzione', :cents, '' from p9
    """,
)


@dataclass(frozen=True)
class Issue:
    """How long it took, in seconds, and what the proof of the ledger found afterwards."""

    vouchers: int
    issued_seconds: float
    queued_seconds: float
    faults: Sequence[str]

    @property
    def seconds(self) -> float:
        """Both together: what P9 limits to 5."""
        return self.issued_seconds + self.queued_seconds


async def issue(admin_url: str, vouchers: int = VOUCHERS) -> Issue:
    """Award so many applications, then time their vouchers and letters in a migrated database."""
    ledger = Database(_as(admin_url, "vouchers"))
    post = Database(_as(admin_url, "notifications"))
    applications = await _awarded(ledger, vouchers)
    begun = time.perf_counter()
    for some in _parts(applications):
        await _issue(ledger, some)
    issued = time.perf_counter()
    for some in _parts(applications):
        async with post.transaction(BENCH) as session:
            await queue_letters(session, some, "voucher")
    queued = time.perf_counter()
    async with ledger.reading() as session:
        faults = await ledger_faults(session)
    await ledger.close()
    await post.close()
    return Issue(vouchers, issued - begun, queued - issued, faults)


def _parts(applications: Sequence[UUID]) -> list[Sequence[UUID]]:
    starts = range(0, len(applications), A_COMMAND)
    return [applications[start : start + A_COMMAND] for start in starts]


async def _issue(ledger: Database, applications: Sequence[UUID]) -> None:
    command = IssueVouchers(
        batch_id=new_id(), application_ids=list(applications), months=6, terms=TERMS
    )
    async with ledger.transaction(BENCH) as session:
        await issue_many(session, command, Codes(b"a key of thirty-two bytes, bench"))


async def _awarded(ledger: Database, vouchers: int) -> list[UUID]:
    lines = [BudgetLine(line="A", budget_cents=vouchers * CENTS)]
    values = {"count": vouchers, "cents": CENTS, "call": CALL}
    async with ledger.transaction(BENCH) as session:
        await open_call(session, CallPublished(call_id=CALL, call_version=1, lines=lines))
        for statement in AWARDED:
            named = {name: values[name] for name in values if f":{name}" in statement}
            await session.execute(text(statement), named)
        rows = await session.execute(text("select application_id from award order by 1"))
        return list(rows.scalars())


async def measure() -> Issue:
    """Start a PostgreSQL of its own, and measure once."""
    with TemporaryDirectory(prefix="capofila-bench-") as folder:
        async with Stack(Path(folder) / "data", in_memory_temporal=True, keep=False) as stack:
            url = stack.addresses.admin_database_url
            await migrate(url, MIGRATIONS)
            return await issue(url)


def _as(admin_url: str, service: str) -> str:
    url = make_url(admin_url).set(username=f"capofila_{service}", password=None)
    return url.render_as_string(hide_password=False)


if __name__ == "__main__":
    found = asyncio.run(measure())
    print(
        f"{found.vouchers} vouchers issued in {found.issued_seconds:.2f} s, their letters queued "
        f"in {found.queued_seconds:.2f} s: {found.seconds:.2f} s together (P9: at most 5)"
    )
    print("\n".join(found.faults) or "the ledger has no fault")
    sys.exit(bool(found.faults))
