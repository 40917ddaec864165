"""Who reads which application: the rule, appointments, conflicts, hand-overs."""

from collections.abc import AsyncIterator

import pytest

from kit.ids import new_id
from tests.applications.world import OUTSIDE, Desk, refusal
from tests.applications.world_review import (
    ANNA,
    BICE,
    CALL,
    CARLO,
    DINA,
    HEAD,
    LINE,
    OTHER,
    WHY,
    appoint,
    asks,
    card,
    declare,
    declared,
    office,
    readers,
    reviewed,
    send,
    tick,
    work,
)
from tests.conftest import FreshDatabase

DECLARE = (
    "Prima di vedere le domande di un bando chi le esamina dichiara se è in conflitto di interessi "
    "(articolo 6-bis legge 241/1990)."
)


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call that is read by two, and three who may read."""
    async with (
        fresh_database("applications") as database,
        office(database, staff=[ANNA, BICE, CARLO]) as desk,
    ):
        yield desk


@pytest.fixture
async def empty(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """The same call with nobody to read."""
    async with fresh_database("applications") as database, office(database) as desk:
        yield desk


async def test_who_has_least_to_read_gets_the_next_application(desk: Desk):
    applications = [await desk.checked(asks(number)) for number in (1, 2, 3)]
    assert [await readers(desk, each) for each in applications] == [
        [ANNA, BICE], [CARLO, ANNA], [BICE, CARLO],
    ]  # fmt: skip
    (first, *_) = await desk.told("application.assigned")
    assert first == {
        "application_id": str(applications[0]), "call_id": CALL, "reviewer": ANNA, "reading": 1,
    }  # fmt: skip


async def test_a_second_check_gives_no_further_reading(desk: Desk):
    application = await desk.checked(asks())
    await desk.check(application)
    assert len(await desk.told("application.assigned")) == 2


async def test_applications_wait_for_who_is_appointed_later(empty: Desk):
    first, second = [await empty.checked(asks(number)) for number in (1, 2)]
    assert (await appoint(empty, ANNA)).json() == {"assigned": 2, "waiting": 2}
    assert (await appoint(empty, BICE)).json() == {"assigned": 2, "waiting": 0}
    assert await readers(empty, first) == await readers(empty, second) == [ANNA, BICE]


async def test_who_no_longer_reviews_leaves_what_they_had_to_others(desk: Desk):
    application = await desk.checked(asks())
    await appoint(desk, ANNA, active=False)
    assert await readers(desk, application) == [CARLO, BICE]
    past = (await card(desk, application)).json()["past"]
    assert past == [{"reviewer": ANNA, "ended": "removed", "reason": ""}]


async def test_the_file_may_give_each_line_its_own_readers(fresh_database: FreshDatabase):
    call = reviewed(reviewers=1, assign_by="line")
    async with fresh_database("applications") as database, office(database, call) as desk:
        await appoint(desk, ANNA, lines=[LINE])
        await appoint(desk, BICE, lines=[OTHER])
        application = await desk.checked(asks(line=OTHER))
        assert await readers(desk, application) == [BICE]


async def test_the_file_may_give_each_district_its_own_readers(fresh_database: FreshDatabase):
    call = reviewed(reviewers=1, assign_by="district")
    async with fresh_database("applications") as database, office(database, call) as desk:
        districts = desk.programmes.alliances["adda-martesana"].districts
        await appoint(desk, ANNA, districts=[districts[0].id])
        there = districts[0].municipalities[0]
        inside, outside = [
            await desk.checked(asks(number, applicant={"municipality": place}))
            for number, place in ((1, there), (2, OUTSIDE))
        ]
        assert (await readers(desk, inside), await readers(desk, outside)) == ([ANNA], [])


@pytest.mark.parametrize(
    ("more", "slug"),
    [({"lines": ["zii"]}, "unknown-line"), ({"districts": ["luna"]}, "unknown-district")],
)
async def test_an_appointment_names_what_the_call_has(
    empty: Desk, more: dict[str, list[str]], slug: str
):
    assert refusal(await appoint(empty, ANNA, **more)) == (422, slug)


async def test_a_call_without_a_review_appoints_nobody(empty: Desk):
    body = {"reviewer": ANNA, "official": HEAD}
    assert refusal(await send(empty, "calls/ADM-2015/reviewers", body)) == (404, "unknown-call")


async def test_nothing_is_seen_before_the_declaration_for_the_call(desk: Desk):
    application = await desk.checked(asks())
    seen = await card(desk, application, ANNA)
    assert refusal(seen) == (403, "declare-first")
    assert seen.json()["detail"] == DECLARE
    assert refusal(await tick(desk, application, ANNA)) == (403, "declare-first")
    await declared(desk, ANNA)
    assert (await card(desk, application, ANNA)).status_code == 200
    assert (await tick(desk, application, ANNA)).status_code == 200


async def test_a_page_shows_a_reviewer_no_case_before_their_declaration(desk: Desk):
    application = str(await desk.checked(asks()))
    asked = {"application_ids": [application], "reader": ANNA}
    assert refusal(await desk.ask("application-cards", asked)) == (403, "declare-first")
    many = {"application_ids": [application, str(new_id())], "reader": ANNA}
    assert (await desk.ask("application-cards", many)).json()["items"] == []
    await declared(desk, ANNA)
    (found,) = (await desk.ask("application-cards", asked)).json()["items"]
    assert found["application_id"] == application


async def test_who_is_in_conflict_with_one_case_leaves_it_to_another(desk: Desk):
    application = await desk.checked(asks())
    await declared(desk, ANNA)
    answer = await declare(desk, ANNA, conflict=True, application_id=str(application))
    assert answer.status_code == 204
    assert await readers(desk, application) == [CARLO, BICE]
    assert refusal(await card(desk, application, ANNA)) == (403, "in-conflict")
    assert (await card(desk, application)).json()["past"] == [
        {"reviewer": ANNA, "ended": "conflict", "reason": WHY}
    ]


async def test_a_page_of_several_cases_leaves_out_the_one_of_a_conflict(desk: Desk):
    mine, theirs = [await desk.checked(asks(number)) for number in (1, 2)]
    await declared(desk, ANNA)
    await declare(desk, ANNA, conflict=True, application_id=str(theirs))
    asked = {"application_ids": [str(theirs), str(mine)], "reader": ANNA}
    found = (await desk.ask("application-cards", asked)).json()["items"]
    assert [each["application_id"] for each in found] == [str(mine)]
    everything = (await desk.ask("application-cards", asked | {"reader": HEAD})).json()["items"]
    assert len(everything) == 2


async def test_who_is_in_conflict_with_the_call_reads_none_of_it(desk: Desk):
    first = await desk.checked(asks(1))
    await declare(desk, ANNA, conflict=True)
    second = await desk.checked(asks(2))
    assert [ANNA in await readers(desk, each) for each in (first, second)] == [False, False]


async def test_a_conflict_is_told_without_its_reason(desk: Desk):
    application = await desk.checked(asks())
    await declare(desk, ANNA, conflict=True, application_id=str(application))
    assert await desk.told("conflict.declared") == [
        {"call_id": CALL, "reviewer": ANNA, "conflict": True, "application_id": str(application)}
    ]


@pytest.mark.parametrize(
    ("reviewer", "more", "slug"),
    [
        (DINA, {}, "unknown-reviewer"),
        (ANNA, {"conflict": True, "reason": ""}, "reason-missing"),
        (ANNA, {"application_id": str(new_id())}, "declaration-of-one"),
    ],
)
async def test_a_declaration_that_says_too_little_is_refused(
    desk: Desk, reviewer: str, more: dict[str, object], slug: str
):
    body = {"reviewer": reviewer, "conflict": False, "reason": "", **more}
    answer = await send(desk, f"calls/{CALL}/conflict-declarations", body)
    assert refusal(answer) == (422, slug)


async def test_a_reading_is_handed_over_with_its_reason(desk: Desk):
    application = await desk.checked(asks())
    body = {"reviewer": BICE, "reason": "È in ferie.", "official": HEAD}
    assert (await work(desk, application, "handovers", body)).status_code == 204
    assert await readers(desk, application) == [ANNA, CARLO]
    rest = await work(desk, application, "handovers", {**body, "reviewer": CARLO})
    assert refusal(rest) == (409, "nobody-free")
    assert rest.json()["detail"] == "Nessun'altra persona può esaminare la domanda."


@pytest.mark.parametrize(
    ("reviewer", "to", "no"),
    [
        (CARLO, None, (403, "not-assigned")),
        (ANNA, DINA, (422, "unknown-reviewer")),
        (ANNA, BICE, (409, "cannot-read")),
    ],
)
async def test_a_reading_goes_only_to_who_may_have_it(
    desk: Desk, reviewer: str, to: str | None, no: tuple[int, str]
):
    application = await desk.checked(asks())
    body = {"reviewer": reviewer, "to": to, "reason": "È in ferie.", "official": HEAD}
    assert refusal(await work(desk, application, "handovers", body)) == no
