"""A list from its provisional form to the act, as S0-3 tells it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from kit.refusal import Refusal
from tests.applications import world_rankings as lists
from tests.applications.conftest import FreshDatabase
from tests.applications.world import DIRECTOR, OFFICIAL, SERVICE, Desk, Time
from tests.applications.world_calls import refused
from tests.applications.world_rankings import ALFA, ANSWERED, BETA, CLOSED, IDLE


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


async def test_beta_with_eleven_points_precedes_alfa_with_nine(ranked: Desk, time: Time) -> None:
    alfa, beta = await lists.filed(ranked, ALFA, BETA)
    time.is_(CLOSED)
    rows = (await lists.provisional(ranked)).json()["rows"]
    told = [(UUID(row["application_id"]), row["place"], row["points"]) for row in rows]
    assert told == [(beta, 1, 11), (alfa, 2, 9)]
    assert rows[0]["sentence"] == "Precede perché ha 11 punti contro 9."
    assert [score["points"] for score in rows[0]["scores"]] == [6, 5, 0]


async def test_what_was_declared_is_not_changed_after_the_closing(
    ranked: Desk, time: Time, capsys: pytest.CaptureFixture[str]
) -> None:
    (alfa,) = await lists.filed(ranked, ALFA)
    time.is_(CLOSED)
    body = {"answers": ALFA | {"carers": 16}, "documents": []}
    headers = SERVICE | {"Idempotency-Key": "amending-1"}
    answer = await ranked.door.post(
        f"/v1/applications/{alfa}/amendments", json=body, headers=headers
    )
    assert refused(answer) == (
        409, "too-late-to-amend", "Il bando è chiuso: la domanda non si può più modificare.",
    )  # fmt: skip
    assert "change-refused" in "".join(capsys.readouterr())


async def test_a_registration_says_that_the_list_gives_the_place(ranked: Desk) -> None:
    await lists.filed(ranked, ALFA)
    assert [fact["ranked"] for fact in await ranked.told("application.registered")] == [True]


async def test_the_act_grants_by_place_and_refuses_with_the_reasons(
    ranked: Desk, time: Time
) -> None:
    alfa, beta, idle, large = await lists.filed(ranked, ALFA, BETA, IDLE, ALFA | {"staff": 51})
    card = await lists.signed(ranked, time)
    states = [await ranked.state(each) for each in (alfa, beta, idle, large)]
    assert states == ["granted", "granted", "refused", "refused"]
    query = "select application_id, reason, act_number, official from decision"
    reasons = {row.application_id: row.reason for row in await ranked.rows(query)}
    assert reasons[idle] == "Ha 0 punti: ne servono almeno 3."
    assert reasons[large] == "Articolo 1: No."
    assert (card["act"], card["kind"], card["computed_by"]) == ("1/2026", "final", DIRECTOR)
    told = await ranked.told("application.ranked")
    assert [(fact["application_id"], fact["place"]) for fact in told] == [
        (str(beta), 1), (str(alfa), 2),
    ]  # fmt: skip


async def test_every_decision_of_a_list_is_told_to_its_case(ranked: Desk, time: Time) -> None:
    await lists.filed(ranked, ALFA, IDLE)
    await lists.signed(ranked, time)
    told = await ranked.told("application.decided")
    assert [(fact["outcome"], fact["batch"], fact["waited"]) for fact in told] == [
        ("granted", True, True), ("refused", True, True),
    ]  # fmt: skip


async def test_a_list_is_computed_again_byte_for_byte(ranked: Desk, time: Time) -> None:
    await lists.filed(ranked, ALFA, BETA, IDLE)
    card = await lists.signed(ranked, time)
    path = f"/v1/rankings/{card['ranking_id']}/verification"
    found = (await ranked.door.get(path, headers=SERVICE)).json()
    assert found["same"]
    assert found["recomputed_hash"] == found["result_hash"] == card["result_hash"]


async def test_no_list_before_the_call_is_closed(ranked: Desk) -> None:
    await lists.filed(ranked, ALFA)
    assert refused(await lists.provisional(ranked)) == (
        409, "call-not-closed",
        "Il bando non è chiuso: la graduatoria si fa quando tutte le domande sono qui.",
    )  # fmt: skip


async def test_no_list_while_somebody_was_not_examined(ranked: Desk, time: Time) -> None:
    await ranked.filed(lists.applicant(1, ALFA))
    time.is_(CLOSED)
    assert refused(await lists.provisional(ranked)) == (
        409, "not-examined",
        "1 domande non sono state esaminate, o sono state modificate dopo.",
    )  # fmt: skip


async def test_a_list_is_final_only_after_the_days_of_observations(
    ranked: Desk, time: Time
) -> None:
    await lists.filed(ranked, ALFA)
    time.is_(CLOSED)
    assert refused(await lists.final(ranked)) == (
        409, "no-provisional", "Prima si pubblica la graduatoria provvisoria.",
    )  # fmt: skip
    await lists.provisional(ranked)
    assert refused(await lists.final(ranked)) == (
        409, "observations-running", "Si possono presentare osservazioni fino al 30/03/2026.",
    )  # fmt: skip


async def test_observations_are_registered_and_each_is_answered_before_the_act(
    ranked: Desk, time: Time
) -> None:
    (alfa,) = await lists.filed(ranked, ALFA)
    time.is_(CLOSED)
    ranking = (await lists.provisional(ranked)).json()["ranking_id"]
    receipt = (await lists.observe(ranked, ranking, alfa)).json()
    time.is_(ANSWERED)
    assert refused(await lists.final(ranked)) == (
        409, "observations-unanswered",
        "Queste osservazioni non hanno ancora una risposta: 0000002/2026.",
    )  # fmt: skip
    assert (await lists.answer(ranked, ranking, receipt["observation_id"])).status_code == 204
    assert (await lists.final(ranked)).status_code == 201


async def test_observations_after_the_last_day_are_refused(ranked: Desk, time: Time) -> None:
    (alfa,) = await lists.filed(ranked, ALFA)
    time.is_(CLOSED)
    ranking = (await lists.provisional(ranked)).json()["ranking_id"]
    time.is_(ANSWERED)
    assert refused(await lists.observe(ranked, ranking, alfa)) == (
        409, "observations-closed", "Su questa graduatoria non si fanno più osservazioni.",
    )  # fmt: skip


async def test_who_made_the_list_does_not_sign_it(ranked: Desk, time: Time) -> None:
    await lists.filed(ranked, ALFA)
    time.is_(CLOSED)
    await lists.provisional(ranked)
    time.is_(ANSWERED)
    assert refused(await lists.final(ranked, OFFICIAL)) == (
        409, "reviewer-signs", "Chi ha istruito le domande non firma la graduatoria.",
    )  # fmt: skip


async def test_there_is_one_final_list(ranked: Desk, time: Time) -> None:
    await lists.filed(ranked, ALFA)
    await lists.signed(ranked, time)
    assert refused(await lists.final(ranked)) == (
        409, "already-final", "La graduatoria definitiva c'è già.",
    )  # fmt: skip


async def test_who_withdrew_is_in_no_list(ranked: Desk, time: Time) -> None:
    alfa, beta = await lists.filed(ranked, ALFA, BETA)
    await lists.withdraw(ranked, beta)
    card = await lists.signed(ranked, time)
    assert [row["application_id"] for row in card["rows"]] == [str(alfa)]


async def test_a_section_that_goes_by_arrival_has_no_list(desk: Desk) -> None:
    path = "/v1/calls/ADM-2015/lines/II/ranking-preview"
    assert refused(await desk.door.get(path, headers=SERVICE)) == (
        409, "not-ranked", "In questa sezione conta l'ordine di arrivo.",
    )  # fmt: skip


async def test_a_list_is_looked_at_before_it_is_published(ranked: Desk) -> None:
    await lists.filed(ranked, ALFA, BETA)
    path = f"/v1/calls/{lists.CALL}/lines/{lists.LINE}/ranking-preview"
    card = (await ranked.door.get(path, headers=SERVICE)).json()
    assert [row["points"] for row in card["rows"]] == [11, 9]
    assert (card["ranking_id"], {row["code"] for row in card["rows"]}) == (None, {""})
    assert await ranked.told("ranking.published") == []


async def test_firms_are_named_when_they_are_granted_and_all_others_have_a_code(
    ranked: Desk, time: Time
) -> None:
    await lists.filed(ranked, ALFA, IDLE)
    await lists.signed(ranked, time)
    granted, other = (await lists.public(ranked)).json()["rows"]
    assert (granted["place"], granted["points"], granted["amount_cents"]) == (1, 9, 200_000)
    assert granted["name"]
    assert len(other["code"]) == 9
    assert {name: other[name] for name in ("place", "granted", "name", "points")} == {
        "place": None, "granted": False, "name": None, "points": None,
    }  # fmt: skip


async def test_a_list_is_public_until_its_last_day(ranked: Desk, time: Time) -> None:
    await lists.filed(ranked, ALFA)
    await lists.signed(ranked, time)
    time.is_("2026-07-29T23:00")
    assert (await lists.public(ranked)).json()["public_until_on"] == "2026-07-29"
    time.is_("2026-07-30T00:01")
    assert refused(await lists.public(ranked)) == (
        410, "ranking-removed", "La graduatoria non è più pubblica.",
    )  # fmt: skip


async def test_there_is_no_public_list_before_one_is_published(ranked: Desk) -> None:
    assert refused(await lists.public(ranked)) == (
        404, "no-ranking", "Per questa sezione non c'è una graduatoria pubblicata.",
    )  # fmt: skip


async def test_who_applied_reads_their_place_and_their_code(ranked: Desk, time: Time) -> None:
    alfa, _ = await lists.filed(ranked, ALFA, BETA)
    await lists.signed(ranked, time)
    answer = await ranked.door.get(f"/v1/applications/{alfa}/ranking", headers=SERVICE)
    own = answer.json()
    codes = [row["code"] for row in (await lists.public(ranked)).json()["rows"]]
    assert (own["place"], own["points"], own["listed"]) == (2, 9, "placed")
    assert own["code"] == codes[1]


async def test_where_a_list_decides_nobody_is_granted_alone(ranked: Desk) -> None:
    (alfa,) = await lists.filed(ranked, ALFA)
    with pytest.raises(Refusal) as no:
        await ranked.decide(alfa)
    sentence = "Qui si concede solo con la graduatoria definitiva, che vale per tutte."
    assert no.value.args == ("list-grants", sentence, 409)
    path = f"/v1/calls/{lists.CALL}/batch-acts"
    act = {"line": lists.LINE, "through_place": 1, "official": DIRECTOR, "reason": "Prime."}
    headers = SERVICE | {"Idempotency-Key": "signing-list"}
    answer = await ranked.door.post(path, json=act, headers=headers)
    assert refused(answer) == (409, "list-grants", sentence)
