"""The relay publishes every fact, whatever happens to Redis."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.applications.filing import ApplicationStopped
from kit.database import Cause, Database
from kit.envelope import unpack
from kit.eventlog import announce
from kit.ids import new_id
from kit.relay import Relay
from tests.conftest import FreshDatabase

KEY = b"k" * 32
CAUSE = Cause(actor="test")


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    async with fresh_database("applications") as database:
        yield database


async def happen(database: Database, times: int) -> list[UUID]:
    ids = [new_id() for _ in range(times)]
    for each in ids:
        async with database.transaction(CAUSE) as session:
            await announce(
                session, ApplicationStopped(application_id=each, by="withdrawn"), alliance="cip"
            )
    return ids


class Relaying:
    """A relay that sweeps when it is told to."""

    def __init__(self, database: Database, redis: Redis) -> None:
        self.database, self.redis = database, redis
        self.relay = Relay("applications", database, redis, KEY)

    async def once(self) -> None:
        async with self.database.engine.connect() as connection:
            assert await self.relay._take_over(connection)
            await self.relay._publish(connection, ())
            await self.relay.sweep(connection)
            await self.relay.sweep(connection)

    async def published(self) -> list[str]:
        entries = await self.redis.xrange("evt.applications")
        return [unpack(fields[b"__data__"]).subject for _, fields in entries]


async def test_facts_are_published_in_the_order_of_their_commits(database, redis):
    ids = await happen(database, 3)
    relaying = Relaying(database, redis)
    await relaying.once()
    assert await relaying.published() == [str(each) for each in ids]


async def test_a_fact_whose_transaction_fails_never_happened(database, redis):
    with pytest.raises(ZeroDivisionError):
        async with database.transaction(CAUSE) as session:
            await announce(session, ApplicationStopped(application_id=new_id(), by="withdrawn"))
            raise ZeroDivisionError
    relaying = Relaying(database, redis)
    await relaying.once()
    assert await relaying.published() == []


async def test_a_wiped_redis_is_filled_again(database, redis):
    ids = await happen(database, 3)
    relaying = Relaying(database, redis)
    await relaying.once()
    await redis.flushall()
    await relaying.once()
    assert await relaying.published() == [str(each) for each in ids]


async def test_a_cut_tail_is_published_again(database, redis):
    ids = await happen(database, 4)
    relaying = Relaying(database, redis)
    await relaying.once()
    entries = await redis.xrange("evt.applications")
    await cut_after(redis, entries[1][0])
    await relaying.once()
    assert await relaying.published() == [str(each) for each in ids]


async def cut_after(redis: Redis, kept: bytes) -> None:
    """What a failover or a truncated file leaves: the stream as it was some time ago."""
    entries = await redis.xrange("evt.applications", max=kept)
    await redis.delete("evt.applications")
    for entry_id, fields in entries:
        await redis.xadd("evt.applications", fields, id=entry_id)


async def test_nobody_changes_a_fact(database, redis):
    await happen(database, 1)
    for statement in ("update event_log set why = 'x'", "delete from event_log"):
        with pytest.raises(DBAPIError, match="permission denied for table event_log"):
            async with database.transaction(CAUSE) as session:
                await session.execute(text(statement))
