"""The final list of 10,000: computed, signed, decided, queued for money: `python -m bench.ranking`.

What is timed are the two use cases on a real PostgreSQL, as the roles of their services: the act in
one transaction, and the places in the ledger by as many as one command holds.
"""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text

from capofila.house import MIGRATIONS
from capofila.supervisor import Stack
from contracts.applications.calls import BudgetLine, CallPublished
from contracts.applications.filing import ApplicationRegistered
from contracts.applications.ranking import ApplicationRanked
from contracts.calls import Call
from contracts.rankings import FinalRequest
from kit import clock
from kit.database import Cause, Database
from kit.schemas import migrate
from programmes.files import load_programmes
from programmes.publication import complete
from services.applications.usecases.rankings import publish_provisional, sign_final
from services.vouchers.queries.faults import ledger_faults
from services.vouchers.usecases.budget import set_budget_aside
from services.vouchers.usecases.calls import open_call
from services.vouchers.usecases.places import queue_list

APPLICATIONS = 10_000
A_COMMAND = 250
CENTS = 30_000
CALL, LINE = "LEG-NONNI-2016", "legnanese"
REVIEWER, DIRECTOR = "staff:0197aaaa", "staff:0197bbbb"
BENCH = Cause(actor="bench")
# No register is filled here: the rows stand as if it were, which only the owner may do.
AS_OWNER = ("set local session_replication_role = replica", "set local search_path to applications")
PLANTED = (
    "insert into call (call_id, owner, state, moved_by) values (:call, 'legnano', 'draft', 'act')",
    """
    insert into call_version (call_id, version, alliance, body, definition, territory, published_at)
    values (:call, 1, 'legnano', 'legnano', cast(:definition as jsonb), '[]', now())
    """,
    "update call set state = 'published', version = 1, since = now() where call_id = :call",
    "insert into call_line (call_id, line, last_place) values (:call, :line, :count)",
    """
    insert into application (id, call_id, call_version, line, alliance, body, register_year,
        register_number, place, registered_at, late, content_hash, amount_cents, answer_due_on,
        state, checked, channel, arrived_at, filed_by)
    select gen_random_uuid(), :call, 1, :line, 'legnano', 'legnano', 2016, n, n, now(), false, 'x',
        :cents, '2016-12-31', 'under_review', 1, 'web', now(), 'public'
    from generate_series(1, :count) n
    """,
    """
    insert into applicant (application_id, kind, name, search_name, identifier, organisation_key,
        municipality, email, iban, answers)
    select id, 'person', 'N', 'n', id::text, '', '015118', 'n@posta.example', '',
        jsonb_build_object('single_parent', place % 7 = 0, 'isee_cents', place * 7919 % 1500000)
    from application
    """,
    """
    insert into eligibility_check (application_id, round, outcome, findings, at)
    select id, 1, case when place % 10 = 0 then 'no' else 'yes' end,
        '[{"article": "Punto 3", "sentence": "Fuori territorio.", "answer": "no"}]', now()
    from application
    """,
)


@dataclass(frozen=True)
class Listing:
    """How long it took, in seconds; how many were placed; what the ledger's proof found."""

    placed: int
    signed_seconds: float
    queued_seconds: float
    faults: list[str]


async def listing(admin_url: str) -> Listing:
    """Sign the list of so many applications, then give them their places in the ledger."""
    files, ledger = (Database(_as(admin_url, each)) for each in ("applications", "vouchers"))
    await _plant(Database(admin_url))
    async with files.transaction(BENCH) as session:
        await publish_provisional(session, CALL, LINE, REVIEWER)
    await _later(days=30)
    signed = await _signed(files)
    ranked = await _ranked(files)
    await _registered(ledger, ranked)
    begun = time.perf_counter()
    for start in range(0, len(ranked), A_COMMAND):
        async with ledger.transaction(BENCH) as session:
            await queue_list(session, ranked[start : start + A_COMMAND])
    queued = time.perf_counter() - begun
    async with ledger.reading() as session:
        faults = await ledger_faults(session)
    await files.close()
    await ledger.close()
    return Listing(len(ranked), signed, queued, faults)


async def _plant(owner: Database) -> None:
    values = {
        "call": CALL, "line": LINE, "count": APPLICATIONS, "cents": CENTS,
        "definition": _call().model_dump_json(),
    }  # fmt: skip
    async with owner.transaction(BENCH) as session:
        for statement in (*AS_OWNER, *PLANTED):
            named = {name: values[name] for name in values if f":{name}" in statement}
            await session.execute(text(statement), named)
    await owner.close()


def _call() -> Call:
    """The call of the files, which ended a month ago; its limits ask nothing of this measure."""
    call = complete(load_programmes().calls[CALL].versions[0])
    lines = tuple(line.model_copy(update={"limits": ()}) for line in call.lines)
    ended = clock.now() - timedelta(days=30)
    window = {"opens_at": ended - timedelta(days=30), "closes_at": ended}
    return call.model_copy(update={"lines": lines, **window})


async def _later(days: int) -> None:
    path = Path(os.environ["CAPOFILA_CLOCK_FILE"])
    clock.move(path, timedelta(days=days))


async def _signed(files: Database) -> float:
    begun = time.perf_counter()
    async with files.transaction(BENCH) as session:
        await sign_final(session, CALL, LINE, FinalRequest(official=DIRECTOR, reason="Approvata."))
    return time.perf_counter() - begun


async def _ranked(files: Database) -> list[ApplicationRanked]:
    query = text("select data from event_log where type = :type order by id")
    async with files.reading() as session:
        rows = await session.execute(query, {"type": ApplicationRanked.type()})
        return [ApplicationRanked.model_validate(row.data) for row in rows]


async def _registered(ledger: Database, ranked: list[ApplicationRanked]) -> None:
    """Let the ledger know those of the list, as it does after their registration."""
    lines = [BudgetLine(line=LINE, budget_cents=len(ranked) * CENTS)]
    async with ledger.transaction(BENCH) as session:
        await open_call(session, CallPublished(call_id=CALL, call_version=1, lines=lines))
    async with ledger.transaction(BENCH) as session:
        for number, each in enumerate(ranked, start=1):
            await set_budget_aside(
                session,
                ApplicationRegistered(
                    application_id=each.application_id, call_id=CALL, call_version=1, line=LINE,
                    support_form="worker_voucher", place=number, amount_cents=CENTS,
                    register_year=2016, register_number=number, late=False, ranked=True,
                ),
            )  # fmt: skip


async def measure() -> Listing:
    """Start a PostgreSQL of its own, and measure once."""
    with TemporaryDirectory(prefix="capofila-bench-") as folder:
        os.environ["CAPOFILA_CLOCK_FILE"] = str(Path(folder) / "clock")
        async with Stack(Path(folder) / "data", in_memory_temporal=True, keep=False) as stack:
            url = stack.addresses.admin_database_url
            await migrate(url, MIGRATIONS)
            return await listing(url)


def _as(admin_url: str, service: str) -> str:
    url = make_url(admin_url).set(username=f"capofila_{service}", password=None)
    return url.render_as_string(hide_password=False)


if __name__ == "__main__":
    found = asyncio.run(measure())
    print(
        f"a list of {APPLICATIONS} signed and decided in {found.signed_seconds:.2f} s, its "
        f"{found.placed} places queued for money in {found.queued_seconds:.2f} s"
    )
    print("\n".join(found.faults) or "the ledger has no fault")
    sys.exit(bool(found.faults))
