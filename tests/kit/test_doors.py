"""A service's doors, on a real Redis and a real database: once in effect, always one answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from capofila.supervisor import Stack
from contracts.applications.closing import (
    ApplicationClosed,
    ApplicationWaitlisted,
    WaitlistApplication,
)
from kit.consumer import MAX_DELIVERIES, Consumer
from kit.database import Database
from kit.doors import Doors, TryAgain
from kit.envelope import FIELD, MAX_BYTES, pack, unpack
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from kit.streams import CloudEventFormat, ensure_groups
from tests.conftest import FreshDatabase

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
COMMANDS, FACTS, REPLIES = "cmd.applications", "evt.applications", "replies.test"


def waiting(application: str) -> dict[str, str]:
    """Return the fact that an application waits, as it travels."""
    return {"application_id": application, "waitlisted_at": "2026-03-02T09:00:00Z"}


class House:
    """One service whose use cases do what the test wants."""

    def __init__(self, database: Database, redis: Redis) -> None:
        self.database, self.redis = database, redis
        self.effects: list[str] = []
        self.failures: list[Exception] = []

    async def wait(
        self, session: AsyncSession, command: WaitlistApplication
    ) -> ApplicationWaitlisted:
        if self.failures:
            raise self.failures.pop(0)
        self.effects.append(str(command.application_id))
        fact = ApplicationWaitlisted(application_id=command.application_id, waitlisted_at=AT)
        await announce(session, fact)
        return fact

    async def closed(self, _: AsyncSession, fact: ApplicationClosed) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.effects.append(str(fact.application_id))

    async def order(
        self, id_: str = "application/1:Step", replyto: str = REPLIES, **data: Any
    ) -> None:
        body = data or {"application_id": str(new_id())}
        attributes = {
            "id": id_, "source": "/capofila/workflows", "replyto": replyto,
            "type": WaitlistApplication.name(),
        }  # fmt: skip
        await self.redis.xadd(COMMANDS, {FIELD: pack(attributes, orjson.dumps(body))})

    async def replies(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(10):
            while await self.redis.xlen(REPLIES) < count:
                await asyncio.sleep(0.02)
        return [unpack(fields[b"__data__"]).data for _, fields in await self.redis.xrange(REPLIES)]

    async def dead(self) -> tuple[str, bytes]:
        query = text("select reason, body from dead_letter")
        async with asyncio.timeout(10):
            while True:
                async with self.database.reading() as session:
                    if row := (await session.execute(query)).one_or_none():
                        return row.reason, row.body
                await asyncio.sleep(0.02)

    async def settled(self, stream: str) -> None:
        async with asyncio.timeout(10):
            while (await self.redis.xpending(stream, "applications"))["pending"]:
                await asyncio.sleep(0.02)


@pytest.fixture
async def house(
    fresh_database: FreshDatabase, redis: Redis, servers: Stack
) -> AsyncIterator[House]:
    async with fresh_database("applications") as database:
        house = House(database, redis)
        doors = Doors("applications")
        doors.command(WaitlistApplication, house.wait)
        doors.event(ApplicationClosed, house.closed)
        await ensure_groups(redis, doors.reads())
        broker = RedisBroker(
            servers.addresses.redis_url, message_format=CloudEventFormat, logger=None,
            apply_types=False,
        )  # fmt: skip
        Consumer(doors, database, redis).subscribe(broker, claim_after_ms=50)
        await broker.start()
        yield house
        await broker.stop()


async def test_a_command_is_answered_by_the_fact_it_caused(house):
    application = str(new_id())
    await house.order(application_id=application)
    assert await house.replies(1) == [{"fact": waiting(application)}]


async def test_the_same_command_twice_has_one_effect_and_one_answer(house):
    application = str(new_id())
    await house.order(application_id=application)
    await house.order(application_id=application)
    first, second = await house.replies(2)
    assert first == second
    assert house.effects == [application]


async def test_a_new_worker_that_asks_again_is_answered(house):
    application = str(new_id())
    await house.order(replyto="replies.dead", application_id=application)
    await house.order(application_id=application)
    assert await house.replies(1) == [{"fact": waiting(application)}]
    assert house.effects == [application]


async def test_another_body_under_the_same_id_is_refused(house):
    await house.order(application_id=str(new_id()))
    await house.order(application_id=str(new_id()))
    _, second = await house.replies(2)
    assert second["refused"]["slug"] == "command-reused"
    assert len(house.effects) == 1


async def test_a_refusal_is_an_answer_and_is_kept(house):
    house.failures = [Refusal("budget-exhausted", "I fondi sono finiti.")]
    application = str(new_id())
    await house.order(application_id=application)
    await house.order(application_id=application)
    first, second = await house.replies(2)
    assert first == second
    assert first["refused"] == {
        "slug": "budget-exhausted", "sentence": "I fondi sono finiti.", "status": 409,
    }  # fmt: skip
    assert house.effects == []


async def test_what_has_not_arrived_yet_is_waited_for(house):
    house.failures = [TryAgain(), TryAgain()]
    await house.order()
    assert "fact" in (await house.replies(1))[0]


async def test_a_failed_command_is_claimed_and_done(house):
    house.failures = [ZeroDivisionError(), ZeroDivisionError()]
    await house.order()
    assert "fact" in (await house.replies(1))[0]
    assert len(house.effects) == 1


async def test_a_command_that_always_fails_is_a_dead_letter_and_answered(house):
    house.failures = [ZeroDivisionError("no")] * MAX_DELIVERIES
    await house.order()
    assert (await house.replies(1))[0]["refused"]["slug"] == "handler-failed"
    reason, _ = await house.dead()
    assert reason == "ZeroDivisionError: no"


async def test_bad_weather_that_lasts_buries_nothing(house):
    house.failures = [ConnectionRefusedError()] * (MAX_DELIVERIES + 1)
    await house.order()
    assert "fact" in (await house.replies(1))[0]
    async with house.database.reading() as session:
        assert (await session.execute(text("select count(*) from dead_letter"))).scalar_one() == 0


async def test_an_entry_of_a_dead_reader_is_claimed(house):
    await house.redis.xgroup_create("evt.applications", "other", id="0")
    closed = ApplicationClosed(application_id=new_id(), state="awarded")
    attributes = {"id": "e-1", "source": "/capofila/applications", "type": closed.type()}
    await house.redis.xadd(FACTS, {FIELD: pack(attributes, closed.model_dump_json().encode())})
    async with asyncio.timeout(10):
        while not house.effects:
            await asyncio.sleep(0.02)
    await house.settled(FACTS)
    assert house.effects == [str(closed.application_id)]


HOSTILE = {
    "not-json": (b"\x00\x01", "not JSON"),
    "bad-utf-8": (b'{"specversion":"\xff"}', "not JSON"),
    "empty": (b"", "not JSON"),
    "a-number": (b"7", "no CloudEvent:  model_type"),
    "nan": (b'{"specversion":"1.0","data":{"n":NaN}}', "not JSON"),
    "no-attributes": (b"{}", "no CloudEvent: specversion missing"),
    "other-version": (b'{"specversion":"9"}', "no CloudEvent: specversion literal_error"),
    "nested": (b"[" * 100_00, "not JSON"),
    "too-large": (b'"' + b"x" * MAX_BYTES + b'"', f"larger than {MAX_BYTES} bytes"),
    "unknown-command": (
        pack({"id": "a", "source": "b", "type": "applications.Destroy"}, b"{}"),
        "no command of applications",
    ),
    "broken-contract": (
        pack({"id": "a", "source": "b", "type": WaitlistApplication.name()}, b'{"x":1}'),
        "breaks WaitlistApplication: application_id missing; x extra_forbidden",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_what_cannot_be_understood_is_kept_with_its_bytes_and_its_reason(house, case):
    body, expected = HOSTILE[case]
    await house.redis.xadd(COMMANDS, {FIELD: body})
    reason, kept = await house.dead()
    assert reason.startswith(expected)
    assert kept == (body or b"{b'__data__': b''}")
    await house.settled(COMMANDS)


async def test_an_entry_with_foreign_fields_is_a_dead_letter(house):
    await house.redis.xadd(COMMANDS, {"headers": b"\xff", "data": "{}"})
    reason, kept = await house.dead()
    assert reason.startswith("not JSON")
    assert b"headers" in kept
