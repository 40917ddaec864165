"""What the doctor says of a house, looked up in its tables."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from capofila.doctor import RULES
from tests.conftest import FreshHouse

TOLD = "an outcome was not told exactly once"
CASE = "0198c1f0-0000-7000-8000-000000000001"
FIRST, OPENED, LAST = (datetime(2016, month, 1, tzinfo=UTC) for month in (1, 2, 3))
_FILED = text(
    f"""
    insert into applications.application (id, call_id, call_version, line, alliance, body,
        register_year, register_number, place, registered_at, late, content_hash, amount_cents,
        answer_due_on, state, closed_at, channel, arrived_at, filed_by, stopped)
    values ('{CASE}', 'ADM-2015', 1, 'II', 'adda', 'ente', 2015, 1, 1, now(), false,
        repeat('0', 64), 1, '2015-12-02', :state, now(), 'web', now(), 'public',
        case when :state = 'withdrawn' then 'withdrawn' else '' end)
    """
)
_REOPENED = text(
    f"""
    with decided as (
        insert into applications.decision (application_id, sequence, outcome, official, reason,
            checked, act_year, act_number, at)
        values ('{CASE}', 1, 'granted', 'staff:aaaa', '', 1, 2016, 1, '2016-01-01')
    )
    insert into applications.reopening (application_id, sequence, official, reason, act_year,
        act_number, at)
    values ('{CASE}', 1, 'staff:aaaa', 'Errore.', 2016, 2, cast(:at as timestamptz))
    """
)
_LETTER = text(
    f"""
    insert into notifications.letter (id, application_id, name, about, state, attempts, correlation,
        message_id, reason, queued_at, next_attempt_at, settled_at)
    values (gen_random_uuid(), '{CASE}', :name, :about, :state, 0, '', '', '',
        cast(:at as timestamptz), cast(:at as timestamptz),
        case when :state = 'dropped' then now() end)
    """
)


@pytest.fixture
async def house(fresh_house: FreshHouse) -> AsyncIterator[AsyncConnection]:
    async with fresh_house() as url:
        engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
        async with engine.connect() as connection:
            await connection.execute(text("set session_replication_role = replica"))
            yield connection
        await engine.dispose()


async def letter(
    house: AsyncConnection, name: str, at: datetime, about: str = "", state: str = "queued"
) -> None:
    await house.execute(_LETTER, {"name": name, "about": about, "state": state, "at": at})


async def untold(house: AsyncConnection) -> int:
    return len((await house.execute(text(RULES[TOLD]))).all())


async def test_an_outcome_is_told_once_in_each_round(house: AsyncConnection):
    await house.execute(_FILED, {"state": "awarded"})
    await letter(house, "granted", FIRST)
    assert await untold(house) == 0
    await house.execute(_REOPENED, {"at": OPENED})
    assert await untold(house) == 1
    await letter(house, "granted", LAST, "2")
    assert await untold(house) == 0
    await letter(house, "voucher", LAST, "2")
    assert await untold(house) == 1


async def test_who_let_a_grant_lapse_is_told_so_and_not_twice(house: AsyncConnection):
    await house.execute(_FILED, {"state": "withdrawn"})
    await letter(house, "withdrawn", FIRST, state="dropped")
    assert await untold(house) == 1
    await letter(house, "acceptance_lapsed", FIRST)
    assert await untold(house) == 0


async def test_a_rule_can_be_asked_of_an_empty_house(house: AsyncConnection):
    for query in RULES.values():
        assert (await house.execute(text(query))).all() == []
