"""What the models say against the database that the migrations make."""

from collections.abc import AsyncIterator, Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, String, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from capofila.house import HOUSE
from kit.tables import KitTable
from tests.conftest import FreshHouse
from tests.house.processes import SERVICES, room

VERSIONS = {"kit_version", "service_version"}
# What stands in a migration alone, where the database enforces it.
IN_MIGRATIONS_ONLY = {
    "remove_index": "an index serves a query, not the shape of a row",
    "remove_constraint": "unique constraints are named after the world and tested by refusals",
    "remove_fk": "a reference is the database's guard; no model follows it",
    "remove_table_comment": "the comment of an append-only table tells kit.schemas what to grant",
}
# Differences of one column, each with its reason.
KNOWN: dict[str, str] = {}
CHANGES = (
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
)
GUARDS = text(
    "select t.tgtype, t.tgenabled, t.tgqual is null as always, p.proname from pg_trigger t "
    "join pg_proc p on p.oid = t.tgfoid "
    "where t.tgrelid = cast(:table as regclass) and not t.tgisinternal"
)
FROZEN = text(
    "select c.relname from pg_class c where c.relnamespace = cast(:schema as regnamespace) "
    "and c.relkind = 'r' and obj_description(c.oid) = 'append-only' order by 1"
)
ROW, BEFORE, DELETE, UPDATE, TRUNCATE = 1, 2, 8, 16, 32


@pytest.fixture(scope="module")
async def owner(fresh_house: FreshHouse) -> AsyncIterator[AsyncEngine]:
    """The owner of all tables, in a migrated database."""
    async with fresh_house() as url:
        engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
        yield engine
        await engine.dispose()


@pytest.fixture
async def house(owner: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction of the owner, which comes to nothing."""
    async with owner.connect() as connection:
        yield connection


def metadata(process: str) -> list[MetaData]:
    """The tables of a process: those of the chassis and its own."""
    modules = _with_its_modules(room(process, "models")) if process in SERVICES else []
    known = (each for module in modules for each in vars(module).values())
    own = {each.metadata for each in known if isinstance(each, type) and issubclass(each, SQLModel)}
    return [KitTable.metadata, *(own - {KitTable.metadata, SQLModel.metadata})]


def _with_its_modules(models: ModuleType) -> list[ModuleType]:
    """A room of models is a module, or a package with some."""
    inside = iter_modules(getattr(models, "__path__", ()), f"{models.__name__}.")
    return [models, *(import_module(each.name) for each in inside)]


def differences(connection: Connection, schema: str) -> list[Any]:
    connection.execute(text(f"set local search_path to {schema}"))
    connection.dialect.default_schema_name = schema
    options = {"include_name": _ours, "compare_type": _differs}
    context = MigrationContext.configure(connection, opts=options)
    merged = MetaData()
    for each in metadata(schema):
        for table in each.tables.values():
            table.to_metadata(merged)
    return list(_flat(compare_metadata(context, merged)))


def _differs(*sides: Any) -> bool | None:
    """Texts are alike whatever their name; all else is for alembic to say."""
    there, here = (getattr(side, "impl_instance", side) for side in sides[-2:])
    return False if isinstance(there, String) and isinstance(here, String) else None


def _ours(name: str | None, kind: str, _: Any) -> bool:
    return kind != "table" or name not in VERSIONS


def _flat(found: Iterable[Any]) -> Iterable[Any]:
    for each in found:
        if isinstance(each, list):
            yield from each
        else:
            yield each


def told(difference: Any) -> str:
    """A difference in one line: what, where, and what the two sides say."""
    kind, *rest = difference
    if kind.startswith("modify"):
        _, table, column, _, there, here = rest
        return f"{table}.{column}: {kind} database {there!r} model {here!r}"
    return f"{kind} {rest[-1]!r}"


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
async def test_the_models_are_the_migrated_database(house: AsyncConnection, process: str) -> None:
    found = await house.run_sync(differences, process)
    serious = [told(each) for each in found if each[0] not in IN_MIGRATIONS_ONLY]
    wrong = [each for each in serious if each.split(":")[0] not in KNOWN]
    assert not wrong, f"Mend services/{process}/models.py or add a migration: {wrong}"


async def frozen(house: AsyncConnection, process: str) -> list[str]:
    tables = (await house.execute(FROZEN, {"schema": process})).scalars().all()
    return [f"{process}.{table}" for table in tables]


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
async def test_an_append_only_table_is_guarded_against_its_owner(
    house: AsyncConnection, process: str
) -> None:
    naked = [each for each in await frozen(house, process) if not await guarded(house, each)]
    assert f"{process}.event_log" in await frozen(house, process)
    assert not naked, f"Use kit.tables.append_only in the migration that makes {naked}."


async def guarded(house: AsyncConnection, table: str) -> bool:
    """Whether a trigger refuses the change of a row, its removal, and that of all at once."""
    found = (await house.execute(GUARDS, {"table": table})).all()
    refusing = [
        each for each in found if each.proname == "refuse_change" and each.tgenabled == b"O"
    ]
    on = {bit for each in refusing for bit in (DELETE, UPDATE, TRUNCATE) if each.tgtype & bit}
    return on == {DELETE, UPDATE, TRUNCATE} and all(each.tgtype & BEFORE for each in refusing)


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
async def test_no_service_may_change_an_append_only_table(
    house: AsyncConnection, process: str
) -> None:
    may = text("select has_table_privilege(:role, :table, 'update, delete, truncate')")
    for table in await frozen(house, process):
        values = {"role": f"capofila_{process}", "table": table}
        assert not (await house.execute(may, values)).scalar_one(), f"Revoke changes of {table}."


@pytest.mark.parametrize("process", [room.name for room in HOUSE])
@pytest.mark.parametrize("change", CHANGES)
async def test_the_owner_cannot_change_what_was_announced(
    house: AsyncConnection, process: str, change: str
) -> None:
    table = f"{process}.event_log"
    await house.execute(text(f"set local search_path to {process}"))
    await house.execute(
        text(
            f"insert into {table} select gen_random_uuid(), 's', 1, 't', now(), 'test', "
            "'', '', '', '', '', '{}'"
        )
    )
    with pytest.raises(DBAPIError, match="event_log is append-only"):
        await house.execute(text(change.format(table=table, column="why")))
