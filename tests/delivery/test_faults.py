"""Any process may die at any time, and Redis forget everything: nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from capofila.house import HOUSE
from kit.database import engine
from tests.world.live import LiveHouse, live_house

APPLICATIONS = 24
PROCESSES = [room.name for room in HOUSE]


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    async with live_house(tmp_path_factory.mktemp("delivery")) as house:
        await house.grant_all_that_come()
        yield house


async def apply_while(house: LiveHouse, fault) -> None:
    """File applications one after the other, with a fault after a third of them."""
    for number in range(APPLICATIONS):
        await house.apply()
        if number == APPLICATIONS // 3:
            asyncio.get_running_loop().create_task(fault())


async def acknowledged_but_lost(house: LiveHouse) -> set[str]:
    database = engine(house.stack.addresses.admin_database_url, pool_size=1)
    async with database.connect() as connection:
        query = text("select id::text from applications.application where state = 'awarded'")
        kept = set((await connection.execute(query)).scalars())
    await database.dispose()
    return {receipt["application_id"] for receipt in house.receipts} - kept


@pytest.mark.parametrize("process", PROCESSES)
async def test_a_killed_process_loses_and_doubles_nothing(house, process):
    await apply_while(house, lambda: house.stack.kill(process))
    assert await house.settled() == []
    assert await acknowledged_but_lost(house) == set()


@pytest.mark.parametrize("server", ["valkey", "temporal", "postgres", "mail"])
async def test_a_killed_server_loses_and_doubles_nothing(house, server):
    await apply_while(house, lambda: house.stack.kill(server))
    assert await house.settled() == []
    assert await acknowledged_but_lost(house) == set()


async def test_a_redis_that_forgot_everything_is_filled_again(house):
    await apply_while(house, lambda: house.stack.restart_server("valkey", wipe=True))
    assert await house.settled() == []
    assert await acknowledged_but_lost(house) == set()
