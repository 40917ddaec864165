"""Who reads what, as who gives the work out sees it; and an act before anybody signs it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, refusal
from tests.applications.world_review import (
    ANNA,
    BICE,
    CALL,
    CARLO,
    LINE,
    appoint,
    asks,
    declare,
    declared,
    office,
    proposed,
    reviewed,
    score,
    scored,
    send,
    sign,
    tick,
)
from tests.conftest import FreshDatabase

STALE = "stale-decision"
ACTS = "select count(*) as many from decision"


@pytest.fixture
async def office_of_two(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call that two read, where a grant above a thousand euro is signed by two."""
    call = reviewed(second_signature_above_cents=100_000)
    async with (
        fresh_database("applications") as database,
        office(database, call, [ANNA, BICE]) as desk,
    ):
        yield desk


async def readings(desk: Desk, **asked: str) -> Any:
    answer = await desk.door.get("/v1/readings", params=asked, headers=SERVICE)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def reviewers(desk: Desk) -> dict[str, Any]:
    answer = await desk.door.get(f"/v1/calls/{CALL}/reviewers", headers=SERVICE)
    return {each["reviewer"]: each for each in answer.json()["items"]}


async def preview(desk: Desk, application: UUID, **changed: Any) -> Answer:
    asked = {"outcome": "granted", "official": OFFICIAL, "checked": 1, "reason": "", **changed}
    return await send(desk, f"applications/{application}/act-previews", asked)


async def test_who_reads_an_application_and_what_it_waits_for(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    [found] = (await readings(office_of_two))["items"]
    assert found["application_id"] == str(application)
    assert [each["reviewer"] for each in found["readers"]] == [ANNA, BICE]
    assert (found["waits_for"], found["items"], found["open_items"]) == ("reading", 2, 2)
    await declared(office_of_two, ANNA)
    await tick(office_of_two, application, ANNA, "residence")
    [found] = (await readings(office_of_two))["items"]
    assert (found["open_items"], found["readers"][0]["declared"]) == (1, True)


async def test_a_reviewer_sees_what_they_read_and_nothing_of_what_it_says(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    [found] = (await readings(office_of_two, reviewer=ANNA))["items"]
    assert found == {
        "application_id": str(application), "call_id": CALL, "line": LINE, "due_on": "2015-12-02",
        "waits_for": "reading", "readers": [
            {"reviewer": each, "reading": number, "declared": False, "handed_in": False}
            for number, each in enumerate((ANNA, BICE), start=1)
        ],
        "wanted": 2, "items": 2, "open_items": 2, "scored": False, "proposed": None,
        "proposed_by": "", "second_signature": False, "signed": 0,
    }  # fmt: skip
    assert (await readings(office_of_two, reviewer=CARLO))["items"] == []


async def test_a_proposed_application_waits_for_a_signature(office_of_two: Desk):
    application = await office_of_two.checked(asks(cost_cents=200_000))
    await proposed(office_of_two, application)
    await sign(office_of_two, application, "staff:cccc")
    found = await readings(office_of_two, waits_for="signature")
    [card] = found["items"]
    assert found["counts"] == {"reader": 0, "reading": 0, "signature": 1}
    assert (card["proposed"], card["proposed_by"], card["signed"]) == ("granted", ANNA, 1)
    assert card["second_signature"] is True


async def test_a_proposal_of_somebody_in_conflict_counts_no_more(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await declare(office_of_two, ANNA, conflict=True, application_id=str(application))
    [card] = (await readings(office_of_two))["items"]
    assert (card["waits_for"], card["proposed"], len(card["readers"])) == ("reading", None, 1)


async def test_an_application_that_nobody_reads_is_found_as_such(office_of_two: Desk):
    for each in (ANNA, BICE):
        await declare(office_of_two, each, conflict=True)
    application = await office_of_two.checked(asks())
    found = await readings(office_of_two, waits_for="reader", call_id=CALL)
    assert [each["application_id"] for each in found["items"]] == [str(application)]


async def test_a_decided_application_waits_for_nobody(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await office_of_two.decide(application)
    assert (await readings(office_of_two))["items"] == []


async def test_readings_come_in_pages_by_their_term(office_of_two: Desk):
    filed = [await office_of_two.checked(asks(number)) for number in range(1, 28)]
    first = await readings(office_of_two, reviewer=ANNA)
    rest = await readings(office_of_two, reviewer=ANNA, after=first["next"])
    found = [each["application_id"] for each in (*first["items"], *rest["items"])]
    assert sorted(found) == sorted(str(each) for each in filed)
    assert (len(first["items"]), rest["next"]) == (25, None)


async def test_a_third_reading_is_wanted_when_two_are_far_apart(fresh_database: FreshDatabase):
    async with (
        fresh_database("applications") as database,
        office(database, scored(), [ANNA, BICE, CARLO]) as desk,
    ):
        application = await desk.checked(asks())
        await declared(desk, ANNA, BICE)
        await score(desk, application, ANNA, 9, 9)
        await score(desk, application, BICE, 1, 1)
        [card] = (await readings(desk))["items"]
    assert (card["wanted"], [each["handed_in"] for each in card["readers"]]) == (
        3, [True, True, False],
    )  # fmt: skip


async def test_reviewers_show_how_much_waits_for_each(office_of_two: Desk):
    for number in (1, 2):
        await office_of_two.checked(asks(number))
    await declared(office_of_two, ANNA)
    await appoint(office_of_two, BICE, active=False)
    found = await reviewers(office_of_two)
    assert (found[ANNA]["waiting"], found[ANNA]["declared"], found[ANNA]["active"]) == (
        2, True, True,
    )  # fmt: skip
    assert (found[BICE]["waiting"], found[BICE]["active"]) == (0, False)


async def test_an_act_is_read_before_it_is_signed(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    shown = (await preview(office_of_two, application)).json()
    assert await office_of_two.rows(ACTS) == [(0,)]
    fact = await office_of_two.decide(application)
    [kept] = await office_of_two.rows("select words from act_text")
    assert shown == {
        "words": kept.words, "act_number": fact.act_number, "act_year": fact.act_year,
    }  # fmt: skip


async def test_an_act_that_cannot_stand_is_refused_before_it_is_read(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    assert refusal(await preview(office_of_two, application)) == (409, "no-proposal")
    await proposed(office_of_two, application)
    for changed, slug in (({"official": ANNA}, "reviewer-signs"), ({"checked": 2}, STALE)):
        assert refusal(await preview(office_of_two, application, **changed)) == (409, slug)
    other = await preview(office_of_two, application, outcome="refused")
    assert other.json()["detail"] == "Chi decide diversamente dalla proposta ne scrive il motivo."
