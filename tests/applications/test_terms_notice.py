"""The notice of the reasons against: before any refusal, from the proof of delivery, answered."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from kit.ids import new_id
from tests.applications.test_review import refused
from tests.applications.world import Desk, Time, refusal, wrong
from tests.applications.world_terms import (
    POINTS,
    REASON,
    answer,
    card,
    checked,
    commitment,
    counter,
    draft_notice,
    give,
    heard,
    notified,
    observe,
    prove,
    served,
    tend,
)
from tests.conftest import FreshDatabase

FIRST = (
    "Prima di non ammettere una domanda se ne comunicano i motivi a chi l'ha fatta, con un "
    "preavviso di cui sia provata la consegna (articolo 10-bis legge 241/1990)."
)


@pytest.fixture
async def gamma(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    """A counter on the second of March 2026."""
    async with fresh_database("applications") as database, counter(database, time) as desk:
        yield desk


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    """The same call as a ranking."""
    call = commitment("graduatoria", ranking=POINTS)
    async with fresh_database("applications") as database, counter(database, time, call) as desk:
        yield desk


async def test_nobody_is_refused_before_the_reasons_were_told(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    assert await refused(gamma, gamma.decide(application, "refused", reason="No.")) == (
        "notice-first", 409, FIRST,
    )  # fmt: skip
    assert (await card(gamma, application))["refusal_waits"] == FIRST


async def test_a_notice_that_was_sent_and_not_delivered_is_none(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await notified(gamma, application)
    no = await refused(gamma, gamma.decide(application, "refused", reason="No."))
    assert no == ("notice-first", 409, FIRST)


async def test_an_eligible_application_is_granted_without_a_notice(gamma: Desk):
    application = await checked(gamma, monitoring=True)
    assert (await gamma.decide(application)).outcome == "granted"


async def test_a_notice_names_a_reason_for_each_unmet_requirement(gamma: Desk):
    application = await checked(gamma, monitoring=False, employees=80)
    found = (await draft_notice(gamma, application)).json()["reasons"]
    assert found == [{"article": "Articolo 1", "sentence": "No."}] * 2


async def test_a_notice_without_a_reason_is_refused(gamma: Desk):
    application = await checked(gamma, monitoring=True)
    answered = await draft_notice(gamma, application)
    assert refusal(answered) == (422, "no-reason")
    assert (await draft_notice(gamma, application, REASON)).json()["reasons"] == [REASON]


async def test_a_notice_leaves_under_a_number_of_the_register(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await notified(gamma, application)
    (fact,) = await gamma.told("notice.given")
    assert (fact["register_year"], fact["register_number"]) == (2026, 2)
    assert (await card(gamma, application))["notices"][0]["protocol"] == "0000002/2026"


async def test_a_notice_is_given_once(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    notice = await notified(gamma, application)
    assert await refused(gamma, give(gamma, application, notice)) == (
        "already-given", 409, "Questo preavviso è già stato inviato.",
    )  # fmt: skip


async def test_a_notice_of_another_case_is_not_found(gamma: Desk):
    first, second = [await checked(gamma, monitoring=False) for _ in range(2)]
    notice = await notified(gamma, first)
    assert await refused(gamma, give(gamma, second, notice)) == (
        "unknown-notice", 404, "Il preavviso non esiste.",
    )  # fmt: skip


async def test_sending_a_notice_does_not_stop_the_clock(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await notified(gamma, application)
    assert (await tend(gamma, application)).clock == "running"


@pytest.mark.parametrize(
    ("delivered", "observed", "ends"),
    [
        ("2026-03-20", "2026-03-27", "2026-04-18"),
        ("2026-03-20", None, "2026-04-11"),
        ("2026-03-26", None, "2026-04-13"),
    ],
    ids=["A", "B", "C"],
)
async def test_the_last_day_moves_with_the_proof_and_the_observations(
    gamma: Desk, time: Time, delivered: str, observed: str | None, ends: str
):
    application = await checked(gamma, monitoring=False)
    time.is_(f"{delivered}T10:00")
    await served(gamma, application)
    if observed:
        time.is_(f"{observed}T10:00")
        assert (await observe(gamma, application)).json()["due_on"] == ends
    assert (await card(gamma, application))["term"]["reckoning"]["due_on"] == ends


async def test_a_refusal_waits_for_the_ten_days(gamma: Desk, time: Time):
    application = await checked(gamma, monitoring=False)
    time.is_("2026-03-26T10:00")
    await served(gamma, application)
    time.is_("2026-04-07T23:00")
    assert await refused(gamma, gamma.decide(application, "refused", reason="No.")) == (
        "notice-running", 409,
        "Chi ha fatto domanda può presentare osservazioni fino a martedì 7 aprile 2026.",
    )  # fmt: skip
    time.is_("2026-04-08T00:10")
    assert (await gamma.decide(application, "refused", reason="No.")).outcome == "refused"


async def test_every_observation_is_answered_before_a_refusal(gamma: Desk, time: Time):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    first, second = [(await observe(gamma, application)).json() for _ in range(2)]
    time.is_("2026-03-16T10:00")
    await answer(gamma, application, first["observation_id"])
    assert await refused(gamma, gamma.decide(application, "refused", reason="No.")) == (
        "observations-unanswered", 409,
        "Queste osservazioni non hanno ancora una risposta: 0000004/2026.",
    )  # fmt: skip
    await answer(gamma, application, second["observation_id"])
    assert (await gamma.decide(application, "refused", reason="No.")).outcome == "refused"


async def test_observations_may_turn_a_refusal_into_a_grant(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    await observe(gamma, application)
    assert (await gamma.decide(application)).outcome == "granted"


async def test_observations_are_registered_and_told_without_their_words(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    receipt = (await observe(gamma, application, "Mio figlio è malato.")).json()
    (fact,) = await gamma.told("observations.received")
    assert receipt["entry"]["protocol"] == "0000003/2026"
    assert set(fact) == {
        "application_id", "observation_id", "register_year", "register_number",
    }  # fmt: skip
    found = (await card(gamma, application))["observations"]
    assert [(each["text"], each["answer"]) for each in found] == [("Mio figlio è malato.", "")]


async def test_observations_on_no_notice_are_refused(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await draft_notice(gamma, application)
    found = await observe(gamma, application)
    assert refusal(found) == (409, "no-notice")
    assert found.json()["detail"] == "Non c'è un preavviso a cui rispondere."


async def test_observations_after_the_ten_days_are_registered_and_move_nothing(
    gamma: Desk, time: Time
):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    before = (await card(gamma, application))["term"]["reckoning"]["due_on"]
    time.is_("2026-03-20T10:00")
    assert (await observe(gamma, application)).json()["due_on"] == before
    no = await refused(gamma, gamma.decide(application, "refused", reason="No."))
    assert no[0] == "observations-unanswered"


async def test_an_observation_is_answered_once(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    await served(gamma, application)
    observation = (await observe(gamma, application)).json()["observation_id"]
    assert (await answer(gamma, application, observation)).status_code == 204
    again = await answer(gamma, application, observation)
    assert refusal(again) == (409, "already-answered")


async def test_an_observation_of_another_case_is_not_found(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    assert refusal(await answer(gamma, application, str(new_id()))) == (
        404, "unknown-observation",
    )  # fmt: skip


async def test_a_delivery_is_proved_after_sending_and_once(gamma: Desk):
    application = await checked(gamma, monitoring=False)
    draft = (await draft_notice(gamma, application)).json()["notice_id"]
    assert refusal(await prove(gamma, application, draft)) == (409, "notice-not-given")
    await give(gamma, application, draft)
    assert (await prove(gamma, application, draft)).status_code == 201
    assert refusal(await prove(gamma, application, draft)) == (409, "already-served")


@pytest.mark.parametrize(
    ("on", "rule"),
    [(date(2026, 3, 3), "served-in-the-future"), (date(2026, 3, 1), "served-before-given")],
)
async def test_a_delivery_is_on_a_day_that_can_be(gamma: Desk, on: date, rule: str):
    application = await checked(gamma, monitoring=False)
    notice = await notified(gamma, application)
    assert wrong(await prove(gamma, application, notice, on)) == (422, [("served_on", rule)])


async def test_a_ranking_refuses_without_a_notice_and_gives_none(ranked: Desk):
    application = await checked(ranked, monitoring=False)
    answered = await draft_notice(ranked, application)
    assert refusal(answered) == (409, "notice-not-due")
    assert answered.json()["detail"] == (
        "In una procedura concorsuale il preavviso di rigetto non è dovuto."
    )
    assert (await card(ranked, application))["refusal_waits"] == ""
    assert (await ranked.decide(application, "refused", reason="No.")).outcome == "refused"


async def test_who_has_been_heard_may_be_refused(gamma: Desk, time: Time):
    application = await checked(gamma, monitoring=False)
    await heard(gamma, time, application)
    assert (await gamma.decide(application, "refused", reason="No.")).act_year == 2026
