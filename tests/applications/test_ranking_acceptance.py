"""Who is granted money by a list accepts it in time, or the next one has it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from contracts.applications.ranking import (
    AcceptanceAnswered,
    AcceptanceRequested,
    LapseAcceptance,
    RequestAcceptance,
)
from kit.refusal import Refusal
from services.applications.usecases import acceptance
from tests.applications import world_rankings as lists
from tests.applications.world import OFFICIAL, SERVICE, Desk, Time
from tests.applications.world_calls import refused
from tests.applications.world_rankings import ALFA, BETA
from tests.conftest import FreshDatabase

STOPPED = "select stopped from application where id = :id"


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


async def request(desk: Desk, application: UUID) -> AcceptanceRequested:
    command = RequestAcceptance(application_id=application)
    return await desk.do(lambda session: acceptance.request_acceptance(session, command))


async def lapse(desk: Desk, application: UUID) -> AcceptanceAnswered:
    command = LapseAcceptance(application_id=application)
    return await desk.do(lambda session: acceptance.lapse_acceptance(session, command))


async def granted(desk: Desk, time: Time) -> UUID:
    """An application that a list granted on 31 March and that was asked to accept."""
    (alfa,) = await lists.filed(desk, ALFA)
    await lists.signed(desk, time)
    await request(desk, alfa)
    return alfa


async def test_who_is_granted_has_the_days_of_the_call_to_accept(ranked: Desk, time: Time) -> None:
    alfa = await granted(ranked, time)
    (told,) = await ranked.told("acceptance.requested")
    assert (told["application_id"], told["accept_by_on"]) == (str(alfa), "2026-04-15")
    assert await request(ranked, alfa) == await request(ranked, alfa)
    assert len(await ranked.told("acceptance.requested")) == 1


async def test_what_is_accepted_goes_on(ranked: Desk, time: Time) -> None:
    alfa = await granted(ranked, time)
    answer = await lists.accept(ranked, alfa)
    assert (answer.status_code, answer.json()["answer"]) == (201, "accepted")
    assert (await ranked.one(STOPPED, id=alfa)).stopped == ""
    query = "select kind from register_entry order by number desc limit 1"
    assert (await ranked.one(query)).kind == "acceptance"


async def test_what_is_given_up_goes_no_further_and_is_in_the_register(
    ranked: Desk, time: Time
) -> None:
    alfa = await granted(ranked, time)
    await lists.accept(ranked, alfa, "waived")
    assert await ranked.told("application.stopped") == [
        {"application_id": str(alfa), "by": "withdrawn", "round": 1}
    ]
    query = "select kind from register_entry order by number desc limit 1"
    assert (await ranked.one(query)).kind == "withdrawal"


async def test_an_answer_is_given_once(ranked: Desk, time: Time) -> None:
    alfa = await granted(ranked, time)
    await lists.accept(ranked, alfa)
    assert refused(await lists.accept(ranked, alfa, "waived")) == (
        409, "already-answered", "È già stata data una risposta.",
    )  # fmt: skip


async def test_who_lets_the_day_go_by_goes_no_further(ranked: Desk, time: Time) -> None:
    alfa = await granted(ranked, time)
    time.is_("2026-04-15T23:00")
    with pytest.raises(Refusal) as no:
        await lapse(ranked, alfa)
    assert no.value.args == ("acceptance-open", "Si accetta fino al 15/04/2026.", 409)
    time.is_("2026-04-16T00:30")
    assert (await lapse(ranked, alfa)).answer == (await lapse(ranked, alfa)).answer == "lapsed"
    assert len(await ranked.told("application.stopped")) == 1


async def test_after_the_day_nothing_is_accepted(ranked: Desk, time: Time) -> None:
    alfa = await granted(ranked, time)
    time.is_("2026-04-16T00:30")
    assert refused(await lists.accept(ranked, alfa)) == (
        409, "too-late-to-accept", "Si poteva accettare fino al 15/04/2026.",
    )  # fmt: skip


async def test_what_nobody_granted_is_not_accepted(ranked: Desk) -> None:
    (alfa,) = await lists.filed(ranked, ALFA)
    with pytest.raises(Refusal) as no:
        await request(ranked, alfa)
    sentence = "Per questa domanda non c'è nulla da accettare."
    assert no.value.args == ("no-acceptance", sentence, 409)
    assert refused(await lists.accept(ranked, alfa)) == (409, "no-acceptance", sentence)


async def test_a_list_tells_what_became_of_each_of_its_rows(ranked: Desk, time: Time) -> None:
    alfa, beta = await lists.filed(ranked, ALFA, BETA)
    signed = await lists.signed(ranked, time)
    await request(ranked, alfa)
    await request(ranked, beta)
    await lists.accept(ranked, alfa)
    await lists.accept(ranked, beta, "waived")
    answer = await ranked.door.get(f"/v1/rankings/{signed['ranking_id']}", headers=SERVICE)
    rows = {row["application_id"]: row for row in answer.json()["rows"]}
    told = [(rows[str(each)]["state"], rows[str(each)]["answer"]) for each in (alfa, beta)]
    assert told == [("granted", "accepted"), ("withdrawn", "waived")]
    assert rows[str(alfa)]["accept_by_on"] == "2026-04-15"


async def test_the_card_of_a_case_tells_its_place_and_points(ranked: Desk, time: Time) -> None:
    alfa, _ = await lists.filed(ranked, ALFA, BETA)
    signed = await lists.signed(ranked, time)
    (row,) = [each for each in signed["rows"] if each["application_id"] == str(alfa)]
    asked = {"application_ids": [str(alfa)]}
    (card,) = (await ranked.ask("application-cards", asked)).json()["items"]
    standing = card["standing"]
    assert (standing["place"], standing["points"]) == (row["place"], row["points"])
    assert (standing["observations_by_on"], card["round"]) == (None, 1)


async def test_an_official_enters_the_answer_of_who_came_to_the_counter(
    ranked: Desk, time: Time
) -> None:
    alfa = await granted(ranked, time)
    headers = SERVICE | {"Idempotency-Key": "at-the-counter-1"}
    path = f"/v1/applications/{alfa}/acceptances"
    body = {"answer": "accepted", "official": OFFICIAL}
    answers = [await ranked.door.post(path, json=body, headers=headers) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    query = "select actor from event_log where type like '%acceptance.answered%'"
    assert [row.actor for row in await ranked.rows(query)] == [OFFICIAL]
