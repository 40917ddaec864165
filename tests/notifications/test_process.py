"""The process itself: ordered by stream, killed in the middle, started again."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from capofila.supervisor import Stack
from kit.database import Database
from kit.envelope import FIELD, pack
from tests.conftest import FreshHouse, as_service
from tests.notifications.conftest import Desk
from tests.notifications.owners import KEY, open_owners
from tests.notifications.post_office import open_post_office
from tests.notifications.samples import facts

ANNOUNCED = text("select split_part(type, '.', 5) from event_log order by at, sequence")


@pytest.fixture
async def house(fresh_house: FreshHouse) -> AsyncIterator[Desk]:
    async with fresh_house() as url, open_post_office() as office, open_owners() as owners:
        database = Database(as_service(url, "notifications"))
        yield Desk(database, office, owners)
        await database.close()


@asynccontextmanager
async def running(house: Desk, servers: Stack) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **os.environ,
        "CAPOFILA_DATABASE_URL": house.database.engine.url.set(
            drivername="postgresql"
        ).render_as_string(hide_password=False),
        "CAPOFILA_REDIS_URL": servers.addresses.redis_url,
        "CAPOFILA_SMTP_URL": house.office.url,
        "CAPOFILA_APPLICATIONS_URL": house.owners.url,
        "CAPOFILA_VOUCHERS_URL": house.owners.url,
        "CAPOFILA_PORTAL_URL": house.owners.url,
        "CAPOFILA_DASHBOARD_URL": house.owners.url,
        "CAPOFILA_NETWORK_URL": house.owners.url,
        "CAPOFILA_HTTP_PORT": "0",
        **{f"CAPOFILA_{name}_KEY": KEY for name in ("AUDIT", "SERVICE", "PSEUDONYM")},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notifications.main", env=environment
    )
    yield process
    if process.returncode is None:
        process.terminate()
    await process.wait()


async def order_by_stream(house: Desk, redis: Redis) -> None:
    application = house.owners.knows(facts())
    attributes = {
        "id": f"application/{application}:SendLetter",
        "source": "/capofila/workflows",
        "type": "notifications.SendLetter",
        "subject": str(application),
        "correlationid": f"application/{application}",
        "replyto": "replies.test",
    }
    data = f'{{"application_id": "{application}", "letter": "refused"}}'
    await redis.xadd("cmd.notifications", {FIELD: pack(attributes, data.encode())})


async def announced(house: Desk, redis: Redis, count: int) -> list[str]:
    """Wait until so many facts are published; return what they are, in order."""
    last = "0"
    async with asyncio.timeout(20):
        while count > 0:
            read = await redis.xread({"evt.notifications": last}, block=1000)
            for _, entries in read:
                last, count = entries[-1][0], count - len(entries)
    async with house.database.reading() as session:
        return list((await session.execute(ANNOUNCED)).scalars())


async def test_a_letter_ordered_by_stream_leaves_and_is_answered(
    house: Desk, servers: Stack, redis: Redis
):
    await order_by_stream(house, redis)
    async with running(house, servers):
        assert await announced(house, redis, 2) == ["queued", "accepted"]
    assert await redis.xlen("replies.test") == 1
    assert len(house.office.taken) == 1


async def test_a_process_killed_while_the_answer_was_awaited_leaves_one_unresolved_letter(
    house: Desk, servers: Stack, redis: Redis
):
    house.office.script.append("take and hold")
    await order_by_stream(house, redis)
    async with running(house, servers) as process, asyncio.timeout(20):
        await house.office.took.wait()
        process.kill()
    async with running(house, servers):
        assert await announced(house, redis, 2) == ["queued", "unresolved"]
    assert len(house.office.taken) == 1


async def test_an_orderly_stop_waits_for_the_letter_in_hand(
    house: Desk, servers: Stack, redis: Redis
):
    house.office.script.append("take and hold")
    await order_by_stream(house, redis)
    async with running(house, servers) as process, asyncio.timeout(20):
        await house.office.took.wait()
        process.terminate()
        house.office.let_go.set()
    async with running(house, servers):
        assert await announced(house, redis, 2) == ["queued", "accepted"]
    assert len(house.office.taken) == 1
