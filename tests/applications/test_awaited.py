"""Who waits for an employer, as officials see it beside an adhesion."""

from collections.abc import AsyncIterator

import pytest

from tests.applications.world import Desk, firm_key
from tests.applications.world_employers import BETA, hears, joined, opened_desk, worker
from tests.conftest import FreshDatabase


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, opened_desk(database) as desk:
        yield desk


async def awaiting(desk: Desk, *numbers: int) -> list[tuple[str, str]]:
    asked = {"organisation_keys": [firm_key(each) for each in numbers]}
    items = (await desk.ask("awaited-employers", asked)).json()["items"]
    return [(each["application_id"], each["waits_for"]) for each in items]


async def test_who_waits_for_an_employer_is_told_in_the_order_of_the_register(desk: Desk):
    first, second = [await desk.filed(worker(number)) for number in (1, 2)]
    other = await desk.filed(worker(3, BETA))
    for each in (first, second, other):
        await desk.check(each)
    assert await awaiting(desk, 1) == [(str(first), "adhesion"), (str(second), "adhesion")]
    assert await awaiting(desk, 2) == [(str(other), "adhesion")]
    assert await awaiting(desk) == []


async def test_nobody_waits_any_more_once_the_employer_has_joined(desk: Desk):
    application = await desk.filed(worker())
    await desk.check(application)
    await hears(desk, joined())
    await desk.check(application)
    assert await awaiting(desk, 1) == []
