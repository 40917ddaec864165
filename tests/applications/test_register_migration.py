"""What was registered before there was a chain stands in it afterwards."""

from importlib import import_module

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from kit.tables import REFUSE_CHANGE
from services.applications.rules import register
from tests.conftest import FreshHouse

VERSIONS = "services.applications.migrations.versions"
BEFORE = ("a0001_applications", "a0002_calls")
CALL = (
    """
    insert into call_version (call_id, version, alliance, body, definition, territory, published_at)
    values ('B-1', 1, 'alleanza', 'ente', '{}', '[]', now())
    """,
    "insert into call_line values ('B-1', 'I', 4)",
    """
    insert into counter values ('ente', 'register', 2015, 3), ('ente', 'register', 2016, 1),
        ('ente', 'act', 2015, 9)
    """,
)
FILED = text(
    "insert into application (id, call_id, call_version, line, alliance, body, register_year, "
    "register_number, place, registered_at, late, content_hash, amount_cents, answer_due_on) "
    "values (gen_random_uuid(), 'B-1', 1, 'I', 'alleanza', 'ente', :year, :number, :place, "
    "cast(cast(:at as text) as timestamptz), false, repeat('a', 64), 1, '2016-01-01')"
)
# Two of them at the same instant, and one whose clock went back.
ROWS = (
    (2015, 1, "2015-11-02 10:00:00+01"), (2015, 2, "2015-11-02 10:00:00+01"),
    (2015, 3, "2015-11-02 09:00:00+01"), (2016, 1, "2016-01-07 10:00:00+01"),
)  # fmt: skip


async def run(connection: AsyncConnection, name: str) -> None:
    for statement in import_module(f"{VERSIONS}.{name}").STATEMENTS:
        await connection.execute(text(statement))


async def old_register(connection: AsyncConnection) -> None:
    """A schema as it was before, with a register of two years."""
    await connection.execute(text("create schema trial"))
    await connection.execute(text("set search_path to trial"))
    await connection.execute(REFUSE_CHANGE)
    await run(connection, BEFORE[0])
    for statement in CALL:
        await connection.execute(text(statement))
    for place, (year, number, at) in enumerate(ROWS, 1):
        values = {"year": year, "number": number, "place": place, "at": at}
        await connection.execute(FILED, values)
    await run(connection, BEFORE[1])


async def test_what_was_registered_before_is_chained_in_its_order(fresh_house: FreshHouse):
    async with fresh_house() as url:
        engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
        async with engine.connect() as connection:
            await old_register(connection)
            await run(connection, "a0003_register")
            rows = (await connection.execute(text("select * from register_entry"))).all()
            heads = (await connection.execute(text("select * from counter order by year"))).all()
        await engine.dispose()
    entries = [register.entry(row) for row in rows]
    assert register.fault(entries[:3]) is None
    assert register.fault(entries[3:]) is None
    assert {(each.kind, each.year): each.last_link for each in heads} == {
        ("register", 2015): entries[2].link, ("register", 2016): entries[3].link,
        ("act", 2015): None,
    }  # fmt: skip
