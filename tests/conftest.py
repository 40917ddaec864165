"""Real servers for every test, and a fresh migrated database for each that asks."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count

import pytest
from redis.asyncio import Redis
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from capofila.house import MIGRATIONS
from capofila.supervisor import Stack
from kit.database import Database
from kit.schemas import migrate

TEMPLATE = "house_template"
FreshDatabase = Callable[[str], AbstractAsyncContextManager[Database]]
FreshHouse = Callable[[], AbstractAsyncContextManager[str]]
numbers = count(1)


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    data = tmp_path_factory.mktemp("servers")
    async with Stack(data, in_memory_temporal=True, keep=False) as stack:
        yield stack


@pytest.fixture(scope="session")
async def admin_url(servers: Stack) -> str:
    await _as_admin(servers.addresses.admin_database_url, f"create database {TEMPLATE}")
    await migrate(_in_database(servers.addresses.admin_database_url, TEMPLATE), MIGRATIONS)
    return servers.addresses.admin_database_url


@pytest.fixture(scope="session")
def fresh_house(admin_url: str) -> FreshHouse:
    """A database with every service's schema: its administrator's URL."""

    @asynccontextmanager
    async def fresh() -> AsyncIterator[str]:
        name = f"test_{next(numbers)}"
        await _as_admin(admin_url, f"create database {name} template {TEMPLATE}")
        yield _in_database(admin_url, name)
        await _as_admin(admin_url, f"drop database {name} with (force)")

    return fresh


@pytest.fixture(scope="session")
def fresh_database(fresh_house: FreshHouse) -> FreshDatabase:
    """The database of one service, as its own role sees it."""

    @asynccontextmanager
    async def fresh(service: str) -> AsyncIterator[Database]:
        async with fresh_house() as url:
            database = Database(as_service(url, service))
            yield database
            await database.close()

    return fresh


@pytest.fixture
async def redis(servers: Stack) -> AsyncIterator[Redis]:
    """An empty Redis."""
    client = Redis.from_url(servers.addresses.redis_url)
    await client.flushall()
    yield client
    await client.aclose()


def as_service(admin_url: str, service: str) -> str:
    url = make_url(admin_url).set(username=f"capofila_{service}", password=None)
    return url.render_as_string(hide_password=False)


def _in_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


async def _as_admin(url: str, statement: str) -> None:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
