"""What officials read of the observations on a list."""

from collections.abc import AsyncIterator

import pytest

from kit.ids import new_id
from tests.applications import world_rankings as lists
from tests.applications.conftest import FreshDatabase
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Time
from tests.applications.world_calls import refused
from tests.applications.world_rankings import ALFA, BETA, CLOSED


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


async def observations(desk: Desk, ranking: str) -> Answer:
    return await desk.door.get(f"/v1/rankings/{ranking}/observations", headers=SERVICE)


async def test_observations_are_told_in_order_with_the_answers_that_were_given(
    ranked: Desk, time: Time
) -> None:
    alfa, beta = await lists.filed(ranked, ALFA, BETA)
    time.is_(CLOSED)
    ranking = (await lists.provisional(ranked)).json()["ranking_id"]
    receipt = (await lists.observe(ranked, ranking, beta)).json()
    await lists.observe(ranked, ranking, alfa, "Ho 14 carichi.")
    await lists.answer(ranked, ranking, receipt["observation_id"])
    first, second = (await observations(ranked, ranking)).json()["items"]
    assert (first["application_id"], first["text"]) == (str(beta), "Ho 13 carichi.")
    assert (first["answer"], first["answered_by"]) == ("Restano 12.", OFFICIAL)
    assert first["protocol"] == receipt["entry"]["protocol"]
    assert (second["text"], second["answer"], second["answered_at"]) == ("Ho 14 carichi.", "", None)


async def test_a_list_that_is_not_there_has_no_observations(ranked: Desk) -> None:
    assert refused(await observations(ranked, str(new_id()))) == (
        404, "unknown-ranking", "La graduatoria non esiste.",
    )  # fmt: skip
