"""Trimming drops only what everybody has read and acknowledged."""

from redis.asyncio import Redis

from kit.streams import ensure_groups, trim

FAR_FUTURE = 9_999_999_999_999


async def stream(redis: Redis, entries: int) -> None:
    await ensure_groups(redis, [("s", "fast"), ("s", "slow")])
    for number in range(entries):
        await redis.xadd("s", {"n": number})


async def read(redis: Redis, group: str, count: int, acknowledged: int) -> None:
    [[_, entries]] = await redis.xreadgroup(group, "me", {"s": ">"}, count=count)
    for entry_id, _fields in entries[:acknowledged]:
        await redis.xack("s", group, entry_id)


async def test_an_unread_entry_is_never_trimmed(redis):
    await stream(redis, 10)
    await read(redis, "fast", 10, acknowledged=10)
    assert await trim(redis, "s", FAR_FUTURE) == 0


async def test_a_pending_entry_is_never_trimmed(redis):
    await stream(redis, 10)
    await read(redis, "fast", 10, acknowledged=10)
    await read(redis, "slow", 8, acknowledged=3)
    assert await trim(redis, "s", FAR_FUTURE) == 3
    assert await redis.xlen("s") == 7


async def test_a_young_entry_is_kept_although_all_have_read_it(redis):
    await stream(redis, 4)
    await read(redis, "fast", 4, acknowledged=4)
    await read(redis, "slow", 4, acknowledged=4)
    assert await trim(redis, "s", 1) == 0


async def test_a_stream_that_nobody_reads_is_not_trimmed(redis):
    await redis.xadd("s", {"n": 1})
    assert await trim(redis, "s", FAR_FUTURE) == -1


async def test_groups_are_made_at_the_beginning_and_only_once(redis):
    await redis.xadd("s", {"n": 1})
    await ensure_groups(redis, [("s", "late"), ("s", "late")])
    [[_, entries]] = await redis.xreadgroup("late", "me", {"s": ">"})
    assert len(entries) == 1
