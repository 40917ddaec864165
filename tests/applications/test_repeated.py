"""An act of an official that is sent twice: the same key has the same answer, and one effect."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from tests.applications import world_rankings as lists
from tests.applications import world_review as office
from tests.applications.world import (
    DIRECTOR,
    OFFICIAL,
    SERVICE,
    Answer,
    Desk,
    Time,
    family,
    refusal,
)
from tests.applications.world_rankings import ALFA
from tests.applications.world_review import ANNA, BICE, CARLO, HEAD, asks, declared, send
from tests.applications.world_terms import BOX, REASON
from tests.conftest import FreshDatabase

KEY = "pressed-twice-0001"


@pytest.fixture
async def reviewed(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call that two read, where a grant above a thousand euro is signed by two."""
    call = office.reviewed(second_signature_above_cents=100_000)
    async with (
        fresh_database("applications") as database,
        office.office(database, call, [ANNA, BICE]) as desk,
    ):
        yield desk


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


async def twice(desk: Desk, path: str, body: dict[str, Any]) -> Answer:
    """The answer of a request, which is the same when it is sent again; another body is refused."""
    first, second = [await send(desk, path, body, key=KEY) for _ in range(2)]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code in (201, 204), first.text
    who = "official" if "official" in body else "reviewer"
    other = await send(desk, path, body | {who: CARLO}, key=KEY)
    assert refusal(other) == (422, "command-reused")
    return first


async def count(desk: Desk, table: str) -> int:
    return (await desk.one(f"select count(*) as rows from {table}")).rows


async def test_what_is_missing_is_drafted_once(desk: Desk):
    application = await desk.checked(family())
    path = f"applications/{application}/integrations"
    item = {"article": BOX["article"], "missing": BOX["missing"]}
    await twice(desk, path, {"items": [item], "official": OFFICIAL})
    assert await count(desk, "integration") == 1


async def test_a_notice_is_drafted_once(desk: Desk):
    application = await desk.checked(family())
    await twice(
        desk, f"applications/{application}/notices", {"official": OFFICIAL, "more": [REASON]}
    )
    assert await count(desk, "refusal_notice") == 1


async def test_somebody_is_appointed_and_a_reading_handed_over_once(reviewed: Desk):
    application = await reviewed.checked(asks())
    path = f"calls/{office.CALL}/reviewers"
    await twice(reviewed, path, {"reviewer": CARLO, "official": HEAD})
    body = {"reviewer": ANNA, "to": CARLO, "reason": "È in ferie.", "official": HEAD}
    await twice(reviewed, f"applications/{application}/review/handovers", body)
    assert await count(reviewed, "assignment") == 3


async def test_an_outcome_is_proposed_and_signed_once(reviewed: Desk):
    application = await reviewed.checked(asks(cost_cents=100_001))
    await declared(reviewed, ANNA)
    await office.tick(reviewed, application, ANNA)
    room = f"applications/{application}/review"
    body = {"reviewer": ANNA, "outcome": "granted", "reason": "In ordine.", "checked": 1}
    await twice(reviewed, f"{room}/proposals", body)
    await twice(reviewed, f"{room}/signatures", {"official": DIRECTOR, "checked": 1})
    assert (await count(reviewed, "proposal"), await count(reviewed, "signature")) == (1, 1)


async def test_a_conflict_is_declared_once(reviewed: Desk):
    body = {"reviewer": ANNA, "conflict": False, "reason": ""}
    path = f"calls/{office.CALL}/conflict-declarations"
    for _ in range(2):
        assert (await send(reviewed, path, body, key=KEY)).status_code == 204
    assert await count(reviewed, "conflict_declaration") == 1


async def test_lists_are_published_and_signed_once(ranked: Desk, time: Time):
    await lists.filed(ranked, ALFA)
    path = f"calls/{lists.CALL}/lines/{lists.LINE}"
    time.is_(lists.CLOSED)
    await twice(ranked, f"{path}/provisional-rankings", {"official": OFFICIAL})
    time.is_(lists.ANSWERED)
    body = {"official": DIRECTOR, "reason": "Approvata."}
    answer = await twice(ranked, f"{path}/final-rankings", body)
    assert UUID(answer.json()["ranking_id"])
    assert await count(ranked, "ranking") == 2
    assert await count(ranked, "decision") == 1


async def test_without_a_key_every_request_is_another_one(desk: Desk):
    application = await desk.checked(family())
    path = f"/v1/applications/{application}/notices"
    body = {"official": OFFICIAL, "more": [REASON]}
    for _ in range(2):
        assert (await desk.door.post(path, json=body, headers=SERVICE)).status_code == 201
    assert await count(desk, "refusal_notice") == 2
