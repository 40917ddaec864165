"""What was moved before movements had to say why still stands, and says it afterwards."""

import re
from importlib import import_module

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from kit.tables import REFUSE_CHANGE
from services.vouchers.migrations.versions.v0003_chart import CHART
from tests.conftest import FreshHouse
from tests.vouchers.world import Ledger

VERSIONS = "services.vouchers.migrations.versions"
GROUPS = {
    "v0001_ledger": ("ACCOUNTS", "GUARDS", "ENTITLEMENTS"),
    "v0002_claims": ("STATEMENTS",),
    "v0003_chart": ("REASONS", "PLACES", "MOVE_MONEY", "SEARCH_PATH", "LINES"),
}
ADDED = {
    ("substitute", "payable", "payable"), ("annul", "award", "line"), ("annul", "payable", "line"),
}  # fmt: skip
FUNDER, LINE, HELD, AWARD, VOUCHER, NIDO = (f"00000000-0000-7000-8000-00000000000{n}"
                                            for n in range(1, 7))  # fmt: skip
ACCOUNTS = f"""
    insert into account (id, kind, owner, line) values ('{FUNDER}', 'external', 'funder', null),
        ('{LINE}', 'line', 'B-1/A', '{LINE}'), ('{HELD}', 'reservation', 'r', '{LINE}'),
        ('{AWARD}', 'award', 'a', '{LINE}'), ('{VOUCHER}', 'voucher', 'v', '{LINE}'),
        ('{NIDO}', 'provider', 'nido', null)
"""
MOVED = (
    ("allocate", FUNDER, LINE), ("reserve", LINE, HELD), ("commit", HELD, AWARD),
    ("issue", AWARD, VOUCHER), ("redeem", VOUCHER, NIDO),
)  # fmt: skip
TRANSFER = text(
    "insert into transfer (id, operation_key, debit_account, credit_account, amount_cents, code, "
    "at, actor) values (gen_random_uuid(), :key, cast(cast(:debit as text) as uuid), "
    "cast(cast(:credit as text) as uuid), 100, :code, now(), 'test')"
)


async def run(connection: AsyncConnection, name: str) -> None:
    module = import_module(f"{VERSIONS}.{name}")
    for group in GROUPS[name]:
        statements = getattr(module, group)
        for each in [statements] if isinstance(statements, str) else statements:
            await connection.execute(text(each.replace(":", r"\:")))


async def old_ledger(connection: AsyncConnection) -> None:
    """A schema as it was before, with a voucher that was spent whole."""
    await connection.execute(text("create schema trial"))
    await connection.execute(text("set search_path to trial"))
    await connection.execute(REFUSE_CHANGE)
    await run(connection, "v0001_ledger")
    await run(connection, "v0002_claims")
    await connection.execute(text(ACCOUNTS))
    for code, debit, credit in MOVED:
        values = {"key": f"{code}:x", "debit": debit, "credit": credit, "code": code}
        await connection.execute(TRANSFER, values)


async def test_what_was_moved_before_says_why_it_was(fresh_house: FreshHouse):
    async with fresh_house() as url:
        engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
        async with engine.connect() as connection:
            await old_ledger(connection)
            await run(connection, "v0003_chart")
            reasons = (await connection.execute(text("select code, cause from transfer"))).all()
            owed = text("select payee, credits_cents from account where kind = 'payable'")
            payables = (await connection.execute(owed)).all()
        await engine.dispose()
    assert {tuple(row) for row in reasons} == {(code, f"{code}:x") for code, _, _ in MOVED}
    assert [tuple(row) for row in payables] == [("provider:nido", 100)]


async def test_later_migrations_add_their_ways_and_lose_none(ledger: Ledger):
    query = "select pg_get_functiondef(oid), prosecdef, proconfig[1] from pg_proc where oid = "
    ((definition, as_owner, path),) = await ledger.rows(query + "'move_money'::regproc")
    ways = re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", definition)
    assert sorted(ways) == sorted({*CHART, *ADDED})
    assert as_owner
    assert path == "search_path=vouchers, pg_temp"
