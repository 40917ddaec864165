"""Asking for what is missing: the clock stands still once, and silence is no refusal."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from kit.ids import new_id
from tests.applications.test_review import refused
from tests.applications.world import OFFICIAL, Answer, Desk, Time, refusal
from tests.applications.world_revisions import post as revise
from tests.applications.world_revisions import standing
from tests.applications.world_terms import (
    BOX,
    POINTS,
    ask,
    card,
    checked,
    commitment,
    counter,
    draft_request,
    post,
    request,
    tend,
)
from tests.conftest import FreshDatabase

ASKED = "2026-03-12T10:00"


@pytest.fixture
async def gamma(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    """A counter on the second of March 2026."""
    async with fresh_database("applications") as database, counter(database, time) as desk:
        yield desk


async def complete(desk: Desk, application: Any, **answers: Any) -> Answer:
    return await revise(desk, f"{application}/amendments", {"answers": {"employees": 8, **answers}})


async def asked(desk: Desk, time: Time, **answers: Any) -> Any:
    """A firm that was asked for its box on the twelfth of March."""
    application = await checked(desk, **answers)
    time.is_(ASKED)
    await ask(desk, application)
    return application


async def test_a_missing_box_holds_the_clock_for_eight_days(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    time.is_("2026-03-20T10:00")
    receipt = await complete(gamma, application, monitoring=True)
    assert (receipt.status_code, receipt.json()["answer_due_on"]) == (201, "2026-04-09")
    fact = await gamma.check(application)
    assert (fact.outcome, fact.revision, fact.review_due_on) == ("yes", 2, date(2026, 4, 9))


async def test_silence_after_monday_drafts_a_notice_and_refuses_nothing(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    time.is_("2026-03-23T23:30")
    await tend(gamma, application)
    assert await gamma.told("integration.expired") == []
    time.is_("2026-03-24T00:10")
    await tend(gamma, application)
    found = await card(gamma, application)
    (notice,) = found["notices"]
    assert (notice["state"], notice["by"]) == ("drafted", "integration_expired")
    assert notice["reasons"] == [{"article": "Articolo 1", "sentence": "Manca."}]
    assert await gamma.state(application) == "under_review"


async def test_a_request_tells_by_when_it_is_answered(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    (fact,) = await gamma.told("integration.requested")
    assert (fact["answer_by_on"], fact["due_on"]) == ("2026-03-23", "2026-04-13")
    found = (await card(gamma, application))["integrations"][0]
    assert (found["state"], found["answer_by_on"], found["items"]) == (
        "asked", "2026-03-23", [BOX],
    )  # fmt: skip


async def test_a_request_is_registered_as_what_leaves(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    rows = await gamma.rows("select kind from register_entry order by number")
    assert [each.kind for each in rows] == ["application", "integration_request"]
    assert len((await standing(gamma, application))["receipts"]) == 1


async def test_the_answer_is_registered_and_proves_itself(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    receipt = (await complete(gamma, application, monitoring=True)).json()
    fact = (await card(gamma, application))["term"]["facts"][-1]
    assert (fact["kind"], fact["reference"], fact["given_by"]) == (
        "integration_answered", receipt["protocol"], "public",
    )  # fmt: skip
    (revised,) = await gamma.told("application.revised")
    assert (revised["by"], revised["revision"]) == ("integration", 2)


async def test_the_clock_stops_once(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    await complete(gamma, application, monitoring=True)
    assert await refused(gamma, ask(gamma, application)) == (
        "already-suspended", 409,
        "Il termine è già stato sospeso una volta: non si può fermare di nuovo.",
    )  # fmt: skip
    assert len(await gamma.rows("select 1 from register_entry")) == 3


async def test_a_request_is_made_once(gamma: Desk):
    application = await checked(gamma)
    kept = (await draft_request(gamma, application)).json()["integration_id"]
    await request(gamma, application, kept)
    assert await refused(gamma, request(gamma, application, kept)) == (
        "already-asked", 409, "Questa integrazione è già stata chiesta.",
    )  # fmt: skip


async def test_a_request_of_another_case_is_not_found(gamma: Desk):
    first, second = await checked(gamma), await checked(gamma)
    kept = (await draft_request(gamma, first)).json()["integration_id"]
    assert await refused(gamma, request(gamma, second, kept)) == (
        "unknown-integration", 404, "La richiesta di integrazione non esiste.",
    )  # fmt: skip


async def test_a_requirement_that_is_not_met_is_not_asked_for(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    answer = await draft_request(gamma, application)
    assert refusal(answer) == (409, "unmet-requirement")
    assert answer.json()["detail"] == (
        "Il requisito di «Articolo 5» manca: un'integrazione non lo può dare."
    )


async def test_a_requirement_that_the_call_does_not_have_is_not_asked_for(gamma: Desk):
    application = await checked(gamma)
    answer = await draft_request(gamma, application, BOX | {"requirement": "other"})
    assert refusal(answer) == (422, "unknown-requirement")


async def test_nobody_is_given_more_days_than_the_law(gamma: Desk):
    application = await checked(gamma)
    answer = await draft_request(gamma, application, days=31)
    assert refusal(answer) == (422, "too-many-days")
    assert (await draft_request(gamma, application, days=30)).json()["days"] == 30


async def test_the_days_of_the_call_are_given_when_nobody_says_other(gamma: Desk):
    application = await checked(gamma)
    assert (await draft_request(gamma, application)).json()["days"] == 10


async def test_what_completes_does_not_cure(gamma: Desk, time: Time):
    application = await asked(gamma, time, employees=80)
    answer = await complete(gamma, application, monitoring=True, employees=40)
    assert refusal(answer) == (409, "requirement-cured")
    assert answer.json()["detail"] == (
        "Con l'integrazione non si può ottenere un requisito che mancava: Articolo 1."
    )


async def test_an_answer_after_the_last_day_is_too_late(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    time.is_("2026-03-24T00:10")
    assert refusal(await complete(gamma, application, monitoring=True)) == (
        409, "too-late-to-amend",
    )  # fmt: skip


async def test_who_was_asked_reads_until_when_they_may_answer(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    found = await standing(gamma, application)
    assert (found["may_amend"], found["amend_until"]) == (True, "2026-03-23T23:00:00Z")


async def test_a_proof_of_delivery_gives_its_days_from_there(gamma: Desk, time: Time):
    application = await asked(gamma, time)
    time.is_("2026-03-17T10:00")
    given = {"kind": "integration_served", "on": "2026-03-16", "reference": "PEC 1"}
    await post(gamma, application, "term/facts", given | {"official": OFFICIAL})
    found = (await card(gamma, application))["integrations"][0]
    assert found["answer_by_on"] == "2026-03-26"


async def test_a_decided_case_is_asked_for_nothing(gamma: Desk):
    application = await checked(gamma, monitoring=True)
    await gamma.decide(application)
    assert refusal(await draft_request(gamma, application)) == (409, "already-decided")


async def test_nothing_is_asked_of_an_application_that_is_not_there(gamma: Desk):
    assert refusal(await draft_request(gamma, new_id())) == (404, "unknown-application")


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    """The same call with a ranking: the smaller the firm, the more points."""
    call = commitment("graduatoria", ranking=POINTS)
    async with fresh_database("applications") as database, counter(database, time, call) as desk:
        yield desk


async def test_in_a_ranking_what_completes_gives_no_better_place(ranked: Desk, time: Time):
    application = await asked(ranked, time)
    answer = await complete(ranked, application, monitoring=True, employees=4)
    assert refusal(answer) == (409, "score-raised")
    assert answer.json()["detail"] == (
        "Con l'integrazione non si può migliorare il punteggio o il posto in graduatoria."
    )
    assert (await complete(ranked, application, monitoring=True)).status_code == 201


async def test_in_a_ranking_silence_drafts_no_notice(ranked: Desk, time: Time):
    application = await asked(ranked, time)
    time.is_("2026-03-24T00:10")
    await tend(ranked, application)
    (fact,) = await ranked.told("integration.expired")
    assert fact["notice_id"] is None
    assert (await card(ranked, application))["notices"] == []
