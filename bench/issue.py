"""P9: one ranking is granted, its vouchers issued, their letters queued: `python -m bench.issue`.

What is timed are the use cases on a real PostgreSQL, one transaction for each command of 250
applications, as the roles of their services: with the ledger's trigger, its chart, every constraint
and every fact of the event log. Streams and workflows are not in it. P9 limits the vouchers and the
letters; the awards come before, and are told apart.
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
from contracts.vouchers.awards import FindReserved, GrantAwards
from contracts.vouchers.issue import IssueVouchers
from kit.database import Cause, Database
from kit.ids import new_id
from kit.schemas import migrate
from services.notifications.usecases.lists import queue_letters
from services.vouchers.queries.faults import ledger_faults
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.calls import open_call
from services.vouchers.usecases.grants import find_reserved, grant_awards
from services.vouchers.usecases.issue import issue_many

VOUCHERS = 10_000
A_COMMAND = 250
CENTS = 30_000
CALL = "P9-2026"
BENCH = Cause(actor="bench")
TERMS = VoucherTerms(validity_months=6, categories=("Nido",), activate_within_days=60)
RANKING = new_id()
RESERVED = (
    """
    create temporary table p9 as select n as place, gen_random_uuid() as application,
    (select account from budget_line) as line from generate_series(1, :count) n
    """,
    """
    insert into account (id, kind, owner, line) select application, 'reservation',
    application, line from p9
    """,
    """
    insert into transfer (id, operation_key, debit_account, credit_account, amount_cents,
    code, at, actor, cause) select gen_random_uuid(), 'reserve:' || application, line,
    application, :cents, 'reserve', now(), 'bench', 'bench' from p9
    """,
    """
    insert into claim (application_id, revision, checked, amount_cents) select application, 1,
    1, :cents from p9
    """,
    """
    insert into reservation (application_id, call_id, line, place, amount_cents, state,
    since_at, support_form, ranked) select application, :call, 'A', place, :cents, 'reserved',
    now(), 'worker_voucher', true from p9
    """,
    "update budget_line set next_place = :count + 1",
)


@dataclass(frozen=True)
class Issue:
    """How long it took, in seconds, and what the proof of the ledger found afterwards."""

    vouchers: int
    granted_seconds: float
    issued_seconds: float
    queued_seconds: float
    faults: Sequence[str]

    @property
    def seconds(self) -> float:
        """Vouchers and letters together: what P9 limits to 5."""
        return self.issued_seconds + self.queued_seconds

    @property
    def sentence(self) -> str:
        """What was measured, in words."""
        return (
            f"a list of {self.vouchers}: granted in {self.granted_seconds:.2f} s, its vouchers "
            f"issued in {self.issued_seconds:.2f} s, their letters queued in "
            f"{self.queued_seconds:.2f} s: vouchers and letters {self.seconds:.2f} s"
        )


async def issue(admin_url: str, vouchers: int = VOUCHERS) -> Issue:
    """Time the awards of so many who hold money, their vouchers and letters, in a migrated base."""
    ledger = Database(_as(admin_url, "vouchers"))
    post = Database(_as(admin_url, "notifications"))
    await _reserved(ledger, vouchers)
    begun = time.perf_counter()
    applications = await _grant(ledger)
    granted = time.perf_counter()
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
    return Issue(len(applications), granted - begun, issued - granted, queued - issued, faults)


def _parts(applications: Sequence[UUID]) -> list[Sequence[UUID]]:
    starts = range(0, len(applications), A_COMMAND)
    return [applications[start : start + A_COMMAND] for start in starts]


async def _grant(ledger: Database) -> list[UUID]:
    """Find those that hold money page by page, and grant them; as the workflow of a list does."""
    found: list[UUID] = []
    after: int | None = 0
    while after is not None:
        command = FindReserved(
            ranking_id=RANKING, call_id=CALL, line="A", after=after, limit=A_COMMAND
        )
        async with ledger.transaction(BENCH) as session:
            page = await find_reserved(session, command)
        after = page.after
        if page.application_ids:
            found += await _granted(ledger, page.application_ids)
    return found


async def _granted(ledger: Database, applications: list[UUID]) -> list[UUID]:
    command = GrantAwards(
        ranking_id=RANKING, application_ids=applications, official="staff:0197bbbb"
    )
    async with ledger.transaction(BENCH) as session:
        return (await grant_awards(session, command)).application_ids


async def _issue(ledger: Database, applications: Sequence[UUID]) -> None:
    command = IssueVouchers(
        batch_id=new_id(), application_ids=list(applications), months=6, terms=TERMS
    )
    async with ledger.transaction(BENCH) as session:
        await issue_many(session, command, Codes(b"a key of thirty-two bytes, bench"))


async def _reserved(ledger: Database, vouchers: int) -> None:
    """Let so many applications hold money in the places of a list."""
    lines = [BudgetLine(line="A", budget_cents=vouchers * CENTS)]
    values = {"count": vouchers, "cents": CENTS, "call": CALL}
    async with ledger.transaction(BENCH) as session:
        await open_call(session, CallPublished(call_id=CALL, call_version=1, lines=lines))
        for statement in RESERVED:
            named = {name: values[name] for name in values if f":{name}" in statement}
            await session.execute(text(statement), named)


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
    print(found.sentence)
    print("\n".join(found.faults) or "the ledger has no fault")
    sys.exit(bool(found.faults))
