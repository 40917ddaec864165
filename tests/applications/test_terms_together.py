"""What happens to one clock at the same moment leaves one truth."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from contracts.terms import TermCard
from kit.refusal import Refusal
from programmes.laws import load_laws
from services.applications.rules.calendar import Calendar
from services.applications.rules.reckoning import reckon
from services.applications.rules.stops import TermFact
from tests.applications.test_terms_integration import asked, complete
from tests.applications.world import Desk, Time
from tests.applications.world_register import register
from tests.applications.world_terms import (
    ask,
    card,
    checked,
    counter,
    notified,
    observe,
    prove,
    served,
    tend,
)
from tests.conftest import FreshDatabase


@pytest.fixture
async def gamma(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    """A counter on the second of March 2026."""
    async with fresh_database("applications") as database, counter(database, time) as desk:
        yield desk


async def test_of_many_requests_at_once_one_stops_the_clock(gamma: Desk):
    application = await checked(gamma)
    done = await asyncio.gather(
        *(ask(gamma, application) for _ in range(5)), return_exceptions=True
    )
    slugs = [each.slug for each in done if isinstance(each, Refusal)]
    assert slugs == ["already-suspended"] * 4
    assert len(await gamma.rows("select 1 from term_fact where kind = 'integration_asked'")) == 1
    assert len(await register(gamma, 2026)) == 2


async def test_what_comes_in_time_counts_although_its_days_end_at_that_moment(
    gamma: Desk, time: Time
):
    for _ in range(4):
        application = await asked(gamma, time)
        time.is_("2026-03-23T23:59")
        in_time = asyncio.create_task(complete(gamma, application, monitoring=True))
        await asyncio.sleep(0)
        time.is_("2026-03-24T00:00")
        receipt, _ = await asyncio.gather(in_time, tend(gamma, application))
        (only,) = (await card(gamma, application))["integrations"]
        assert (receipt.status_code, only["state"]) == (201, "answered")
        time.is_("2026-03-02T10:00")


async def test_a_delivery_is_proved_once_by_many(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    notice = await notified(gamma, application)
    done = await asyncio.gather(*(prove(gamma, application, notice) for _ in range(4)))
    assert sorted(each.status_code for each in done) == [201, 409, 409, 409]


async def test_observations_decisions_and_looks_at_once_leave_a_sound_register(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    works = [
        *(observe(gamma, application, f"Osservazione {number}.") for number in range(6)),
        *(tend(gamma, application) for _ in range(4)),
        gamma.decide(application),
    ]
    await asyncio.gather(*works, return_exceptions=True)
    entries = await register(gamma, 2026)
    assert [int(each.protocol[:7]) for each in entries] == list(range(1, len(entries) + 1))
    assert await gamma.state(application) == "granted"


async def test_the_row_is_what_the_facts_say(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    await complete(gamma, application, monitoring=True)
    time.is_("2026-03-20T10:00")
    await served(gamma, application)
    await observe(gamma, application)
    told = TermCard.model_validate(await card(gamma, application)).term
    rows = await gamma.rows("select * from term_fact where application_id = :id", id=application)
    facts = [
        TermFact(each.happened_on, each.kind, each.days, str(each.about or "")) for each in rows
    ]
    again = reckon(load_laws(), Calendar(), reversed(facts))
    kept = await gamma.one("select * from term where application_id = :id", id=application)
    assert again.model_dump_json() == told.reckoning.model_dump_json()
    assert again.due_on == kept.due_on
    assert again.model_dump(mode="json", exclude={"days"}) == kept.reckoning
