"""What officials hear of a day: each of what is theirs, by links and numbers alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from contracts.applications.review import ApplicationAssigned
from contracts.letters import DigestAudience, DigestFacts
from contracts.notifications import LetterDropped, LetterFailed, LetterQueued
from kit.database import Database
from kit.ids import new_id
from services.dashboard.models import LetterRow, Staff
from services.dashboard.queries.digests import SHOWN, digest_readers, digests
from tests.dashboard.conftest import checked, hire, registered, tell

DAY = date(2016, 4, 5)
YESTERDAY = datetime(2016, 4, 4, 8, tzinfo=UTC)
HOUSE = ("Alleanze", "https://scrivania.example")


@pytest.fixture
async def reviewer(database: Database) -> Staff:
    return await hire(database, "istruttoria@capofila.test", "reviewer")


async def waiting(database: Database, number: int, due_on: date) -> UUID:
    fact = registered(number)
    case = checked(fact.application_id, review_due_on=due_on)
    await tell(database, fact, case, at=YESTERDAY)
    return fact.application_id


async def assign(database: Database, case: UUID, to: Staff, reading: int = 1) -> None:
    fact = ApplicationAssigned(
        application_id=case, call_id="ADM-2015", reviewer=f"staff:{to.id}", reading=reading
    )
    await tell(database, fact, at=YESTERDAY)


async def heard(database: Database, *staff: Staff) -> Sequence[DigestFacts]:
    async with database.reading() as session:
        return await digests(session, [each.id for each in staff], DAY, HOUSE)


async def readers(database: Database, limit: int = 200) -> list[UUID]:
    async with database.reading() as session:
        return await digest_readers(session, DigestAudience(limit=limit), DAY, HOUSE)


async def test_a_manager_hears_of_every_case_whose_day_comes(database: Database, manager: Staff):
    late = await waiting(database, 1, date(2016, 4, 1))
    await waiting(database, 2, date(2016, 4, 8))
    await waiting(database, 3, date(2016, 4, 9))
    (told,) = await heard(database, manager)
    assert [each.protocol for each in told.due] == ["0000001/2016", "0000002/2016"]
    assert told.due[0].url == f"https://scrivania.example/domande/{late}"
    assert (told.due_count, told.came_in, told.unsent) == (2, 3, 0)


async def test_a_reviewer_hears_of_what_is_theirs_to_read(database: Database, reviewer: Staff):
    mine, other = [await waiting(database, number, DAY) for number in (1, 2)]
    await assign(database, mine, reviewer)
    await assign(database, other, reviewer)
    await assign(database, other, Staff(id=new_id(), email="x"))
    (told,) = await heard(database, reviewer)
    assert [each.protocol for each in told.due] == ["0000001/2016"]


async def test_who_only_reads_is_not_written_to(database: Database):
    reader = await hire(database, "lettura@capofila.test", "reader")
    await waiting(database, 1, DAY)
    assert await heard(database, reader) == []


async def test_only_who_has_something_to_hear_is_written_to(
    database: Database, manager: Staff, reviewer: Staff
):
    assert await readers(database) == []
    case = await waiting(database, 1, DAY)
    assert await readers(database) == [manager.id]
    await assign(database, case, reviewer)
    assert await readers(database) == sorted([manager.id, reviewer.id])


async def test_a_page_of_officials_without_news_is_not_the_last(
    database: Database, manager: Staff, reviewer: Staff
):
    await assign(database, await waiting(database, 1, DAY), reviewer)
    found = await readers(database, limit=1)
    assert found == [min(manager.id, reviewer.id)]


async def test_many_cases_are_counted_and_the_first_are_named(database: Database, manager: Staff):
    for number in range(1, SHOWN + 3):
        await waiting(database, number, DAY)
    (told,) = await heard(database, manager)
    assert (len(told.due), told.due_count) == (SHOWN, SHOWN + 2)


async def test_a_manager_hears_of_letters_that_did_not_leave(database: Database, manager: Staff):
    letter = {"letter_id": new_id(), "application_id": new_id(), "letter": "refused"}
    await tell(database, LetterFailed(**letter, reason="bad-address"), at=YESTERDAY)
    (told,) = await heard(database, manager)
    assert told.unsent == 1


@pytest.mark.parametrize("turned", [False, True])
async def test_a_dropped_letter_is_not_shown_whatever_is_heard_first(
    database: Database, *, turned: bool
):
    letter = {"letter_id": new_id(), "application_id": new_id(), "letter": "withdrawn"}
    facts = [LetterQueued(**letter), LetterDropped(**letter)]
    await tell(database, *(reversed(facts) if turned else facts))
    async with database.reading() as session:
        assert await session.get(LetterRow, letter["letter_id"]) is None


async def test_our_own_letters_alone_are_told(app: FastAPI, desk, manager: Staff):
    app.state.settings = desk.settings
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk") as client:
        asked = {"application_ids": [str(manager.id)]}
        refused = await client.post("/v1/queries/digests", json=asked)
        key = {"Authorization": "Bearer b"}
        told = await client.post("/v1/queries/digests", json=asked, headers=key)
        page = await client.post("/v1/queries/digest-readers", json={}, headers=key)
    assert (refused.status_code, refused.json()["title"]) == (401, "service-key")
    assert told.json()["items"][0]["recipient"]["email"] == "rup@capofila.test"
    assert page.json() == {"application_ids": []}
