"""What letters are told of an acceptance, a request and an act that took a decision back."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from tests.applications import world_rankings as lists
from tests.applications.test_ranking_acceptance import granted
from tests.applications.test_reopening import ended, refused
from tests.applications.test_terms_integration import asked
from tests.applications.world import Desk, Time
from tests.applications.world_employers import BETA, call, costing
from tests.applications.world_register import desk_of
from tests.applications.world_review import reopen
from tests.applications.world_terms import counter
from tests.conftest import FreshDatabase


async def facts(desk: Desk, application: UUID) -> dict[str, Any]:
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (found,) = answer.json()["items"]
    told: dict[str, Any] = found
    return told


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


@pytest.fixture
async def gamma(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, counter(database, time) as desk:
        yield desk


async def test_an_acceptance_is_told_with_its_day_before_and_after_the_answer(
    ranked: Desk, time: Time
):
    alfa = await granted(ranked, time)
    before = await facts(ranked, alfa)
    await lists.accept(ranked, alfa)
    after = await facts(ranked, alfa)
    assert (before["accept_by_on"], before["acceptance"]) == ("2026-04-15", None)
    assert (after["accept_by_on"], after["acceptance"]) == ("2026-04-15", "accepted")


async def test_only_what_is_granted_is_accounted_for(fresh_database: FreshDatabase):
    reporting = call(report_days=60)
    async with fresh_database("applications") as database, desk_of(database, reporting) as desk:
        application = await desk.checked(costing(1, BETA, "7/2015"))
        await desk.decide(application)
        await ended(desk, application, "awarded")
        before = await facts(desk, application)
        await reopen(desk, application)
        after = await facts(desk, application)
    assert (before["report_by_on"], after["report_by_on"]) == ("2016-01-01", None)


async def test_what_was_asked_for_is_awaited(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    assert (await facts(gamma, application))["awaited"] is True


async def test_an_act_that_took_a_refusal_back_is_told_with_its_ground(desk: Desk, time: Time):
    application = await refused(desk, time)
    assert (await facts(desk, application))["reopening"] is None
    await reopen(desk, application)
    told = (await facts(desk, application))["reopening"]
    assert (told["act"], told["ground"], told["took_back"]) == ("2/2015", "annulment", "refused")
    assert told["reason"] == "Il documento era arrivato in tempo."
