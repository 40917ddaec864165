"""The checklist and the points: answered item by item, given apart, compared when all are in."""

from collections.abc import AsyncIterator

import pytest

from tests.applications.world import SERVICE, Desk, refusal, wrong
from tests.applications.world_review import (
    ANNA,
    BICE,
    CALL,
    CARLO,
    appoint,
    asks,
    card,
    declared,
    office,
    propose,
    readers,
    score,
    scored,
    tick,
    work,
)
from tests.conftest import FreshDatabase


@pytest.fixture
async def listed(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call with a checklist."""
    async with (
        fresh_database("applications") as database,
        office(database, staff=[ANNA, BICE]) as desk,
    ):
        await declared(desk, ANNA, BICE)
        yield desk


@pytest.fixture
async def pointed(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call with points, and three who may read."""
    async with (
        fresh_database("applications") as database,
        office(database, scored(), [ANNA, BICE, CARLO]) as desk,
    ):
        await declared(desk, ANNA, BICE, CARLO)
        yield desk


async def test_a_checklist_says_the_article_beside_each_item(listed: Desk):
    application = await listed.checked(asks())
    answer = await tick(listed, application, ANNA, "residence")
    assert answer.json() == {"open": ["Le ricevute ci sono?"]}
    items = (await card(listed, application)).json()["items"]
    assert [(each["article"], each["answer"], each["reviewer"]) for each in items] == [
        ("Articolo 2", "yes", ANNA), ("Articolo 9", None, ""),
    ]  # fmt: skip
    (fact,) = await listed.told("checklist.filled")
    assert fact == {"application_id": str(application), "reviewer": ANNA, "open": 1}


async def test_the_last_answer_to_an_item_counts(listed: Desk):
    application = await listed.checked(asks())
    await tick(listed, application, ANNA)
    answers = [{"item": "residence", "answer": "no", "comment": "Si è trasferita."}]
    await work(listed, application, "checklist", {"reviewer": BICE, "answers": answers}, "PUT")
    item = (await card(listed, application)).json()["items"][0]
    assert (item["answer"], item["comment"], item["reviewer"]) == ("no", "Si è trasferita.", BICE)


async def test_an_item_that_the_call_does_not_have_is_refused(listed: Desk):
    application = await listed.checked(asks())
    no = await tick(listed, application, ANNA, "altro")
    assert refusal(no) == (422, "unknown-item")
    assert no.json()["detail"] == "L'elenco delle verifiche del bando non ha questa voce."


async def test_a_proposal_waits_for_every_item(listed: Desk):
    application = await listed.checked(asks())
    await tick(listed, application, ANNA, "residence")
    no = await propose(listed, application, ANNA)
    assert refusal(no) == (409, "checklist-open")
    assert no.json()["detail"] == ("Mancano le risposte a queste verifiche: Le ricevute ci sono?.")
    await tick(listed, application, ANNA)
    assert (await propose(listed, application, ANNA)).status_code == 204


async def test_only_who_reads_a_case_works_on_it(pointed: Desk):
    application = await pointed.checked(asks())
    no = await score(pointed, application, CARLO, 5, 5)
    assert refusal(no) == (403, "not-assigned")
    assert no.json()["detail"] == "La domanda non è assegnata a chi la esamina."


async def test_nobody_sees_the_points_of_others_before_their_own_are_in(pointed: Desk):
    application = await pointed.checked(asks())
    await score(pointed, application, ANNA, 7, 4)
    seen = [(await card(pointed, application, who)).json() for who in (ANNA, BICE)]
    assert [each["criteria"][0]["given"] for each in seen] == [[[ANNA, 7]], []]
    await score(pointed, application, BICE, 8, 4)
    seen = [(await card(pointed, application, who)).json() for who in (ANNA, BICE)]
    assert [each["criteria"][0]["given"] for each in seen] == [[[ANNA, 7], [BICE, 8]]] * 2


async def test_the_points_are_the_mean_rounded_half_up_when_all_are_in(pointed: Desk):
    application = await pointed.checked(asks())
    assert (await score(pointed, application, ANNA, 7, 4)).json() == {"handed_in": 1, "awaited": 1}
    assert (await card(pointed, application)).json()["total"] is None
    await score(pointed, application, BICE, 8, 4)
    found = (await card(pointed, application)).json()
    assert ([each["points"] for each in found["criteria"]], found["total"]) == ([8, 4], 12)
    assert found["apart"] == 1


async def test_two_sheets_far_apart_call_a_third_reader(pointed: Desk):
    application = await pointed.checked(asks())
    await score(pointed, application, ANNA, 9, 9)
    assert (await score(pointed, application, BICE, 5, 5)).json() == {"handed_in": 2, "awaited": 1}
    assert await readers(pointed, application) == [ANNA, BICE, CARLO]
    no = await propose(pointed, application, ANNA)
    assert (refusal(no), no.json()["detail"]) == (
        (409, "scores-open"), "Manca una scheda dei punteggi.",
    )  # fmt: skip
    await score(pointed, application, CARLO, 6, 7)
    assert (await card(pointed, application)).json()["total"] == 7 + 7
    assert (await propose(pointed, application, ANNA)).status_code == 204


async def test_a_third_reading_waits_for_who_is_appointed_later(fresh_database: FreshDatabase):
    async with (
        fresh_database("applications") as database,
        office(database, scored(), [ANNA, BICE]) as desk,
    ):
        await declared(desk, ANNA, BICE)
        application = await desk.checked(asks())
        await score(desk, application, ANNA, 9, 9)
        await score(desk, application, BICE, 5, 5)
        assert (await appoint(desk, CARLO)).json() == {"assigned": 1, "waiting": 0}
        assert await readers(desk, application) == [ANNA, BICE, CARLO]


async def test_a_sheet_is_handed_in_once(pointed: Desk):
    application = await pointed.checked(asks())
    await score(pointed, application, ANNA, 9, 9)
    no = await score(pointed, application, ANNA, 1, 1)
    assert refusal(no) == (409, "already-handed-in")
    assert no.json()["detail"] == "I punteggi sono già stati consegnati."


async def test_points_that_are_none_of_the_call_are_named(pointed: Desk):
    application = await pointed.checked(asks())
    sheet = {"reviewer": ANNA, "points": {"need": 11, "beauty": 1}}
    no = await work(pointed, application, "scores", sheet)
    assert wrong(no) == (
        422,
        [("points.beauty", "unknown"), ("points.need", "out-of-range"), ("points.plan", "missing")],
    )


async def test_a_call_without_points_takes_none(listed: Desk):
    application = await listed.checked(asks())
    no = await score(listed, application, ANNA, 1, 1)
    assert (refusal(no), no.json()["detail"]) == ((409, "no-scores"), "Il bando non dà punteggi.")


async def test_points_stay_out_of_every_message(pointed: Desk):
    application = await pointed.checked(asks())
    await score(pointed, application, ANNA, 9, 9)
    assert await pointed.told("score.given") == [
        {"application_id": str(application), "reviewer": ANNA, "handed_in": 1, "awaited": 1}
    ]


async def test_how_alike_those_who_read_give_points_is_told_of_a_call(pointed: Desk):
    first, second = [await pointed.checked(asks(number)) for number in (1, 2)]
    for application, points in ((first, (7, 4)), (second, (2, 9))):
        for who in await readers(pointed, application):
            await score(pointed, application, who, *points)
    answer = await pointed.door.get(f"/v1/calls/{CALL}/agreement", headers=SERVICE)
    assert answer.json() == {"compared": 4, "mean_difference": "0.000", "alpha": "1.000"}
