"""Applications that came by counter, post, e-mail or PEC and that an official enters."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.applications import files
from tests.applications.test_attachments import uploaded
from tests.applications.world import OFFICIAL, SERVICE, Desk, Time, refusal, wrong
from tests.applications.world_calls import advance
from tests.applications.world_register import (
    ANNA,
    BODY,
    CALL,
    arrived,
    call,
    desk_of,
    enter,
    parent,
    register,
)
from tests.conftest import FreshDatabase

LAST_DAY, AFTER = "2015-12-09", "2015-12-14T10:00"


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        yield desk


def at(local: str) -> str:
    return f"{local}:00+01:00"


async def test_an_arrival_is_registered_now_and_counts_from_when_it_came(desk: Desk):
    receipt = (await enter(desk, arrived(parent(), arrived_at=at("2015-10-30T09:00")))).json()
    (entry,) = await register(desk)
    assert receipt["arrived_at"] == "2015-10-30T09:00:00+01:00"
    assert datetime.fromisoformat(receipt["registered_at"]).date().isoformat() == "2015-11-02"
    assert entry.registered_at.day == 2
    assert receipt["answer_due_on"] == "2015-11-30"
    row = await desk.one("select channel, arrived_at, filed_by, late from application")
    assert (row.channel, row.filed_by, row.late) == ("pec", OFFICIAL, False)
    assert row.arrived_at == datetime(2015, 10, 30, 8, tzinfo=UTC)


async def test_the_log_says_who_entered_it(desk: Desk):
    await enter(desk, arrived(parent()))
    row = await desk.one("select actor from event_log where type like '%registered%'")
    assert row.actor == OFFICIAL


@pytest.mark.parametrize(
    ("arrival", "late"),
    [
        ({"channel": "pec", "arrived_at": at(f"{LAST_DAY}T23:59")}, False),
        ({"channel": "pec", "arrived_at": at("2015-12-10T00:00")}, True),
        ({"channel": "pec", "arrived_at": at("2015-12-10T00:05"),
          "sent_at": at(f"{LAST_DAY}T23:50")}, True),
        ({"channel": "email", "arrived_at": at("2015-12-10T00:05"),
          "sent_at": at(f"{LAST_DAY}T23:50")}, False),
        ({"channel": "email", "arrived_at": at("2015-12-10T00:05")}, True),
        ({"channel": "email", "arrived_at": at("2015-12-10T00:05"),
          "sent_at": at("2015-12-10T00:01")}, True),
        ({"channel": "post", "arrived_at": at("2015-12-14T09:00"),
          "postmarked_on": LAST_DAY}, False),
        ({"channel": "post", "arrived_at": at("2015-12-14T09:00"),
          "postmarked_on": "2015-12-10"}, True),
        ({"channel": "post", "arrived_at": at("2015-12-14T09:00")}, True),
        ({"channel": "counter", "arrived_at": at("2015-12-10T09:00"),
          "sent_at": at(f"{LAST_DAY}T23:50")}, True),
    ],
)  # fmt: skip
async def test_the_call_says_which_instant_counts(
    desk: Desk, time: Time, arrival: dict[str, Any], late: bool
):
    time.is_(AFTER)
    receipt = (await enter(desk, arrived(parent(), **arrival))).json()
    assert receipt["late"] is late
    assert [fact["late"] for fact in await desk.told("application.registered")] == [late]


async def test_what_arrived_before_an_act_closed_the_call_is_in_time(desk: Desk, time: Time):
    await advance(desk, CALL)
    time.is_("2015-11-04T10:00")
    await desk.took(CALL, "close")
    before = await enter(desk, arrived(parent(1), arrived_at=at("2015-11-03T09:00")))
    time.is_("2015-11-05T10:00")
    after = await enter(desk, arrived(parent(2), arrived_at=at("2015-11-05T09:00")))
    assert (before.json()["late"], after.json()["late"]) == (False, True)


@pytest.mark.parametrize(
    ("arrival", "field", "rule"),
    [
        ({"arrived_at": at("2015-11-02T10:05")}, "arrived_at", "arrival-in-the-future"),
        ({"sent_at": at("2015-11-02T09:01")}, "sent_at", "sent-after-arrival"),
        ({"postmarked_on": "2015-11-03"}, "postmarked_on", "postmark-after-arrival"),
    ],
)
async def test_instants_that_cannot_be_are_refused(
    desk: Desk, arrival: dict[str, Any], field: str, rule: str
):
    answer = await enter(desk, arrived(parent(), **arrival))
    assert refusal(answer) == (422, "invalid-request")
    assert wrong(answer) == (422, [(f"arrival.{field}", rule)])
    assert await register(desk) == []


@pytest.mark.parametrize(
    "arrival",
    [
        {"arrived_at": "2015-11-02T09:00:00"}, {"operator": "mario"}, {"channel": "web"},
        {"channel": "fax"}, {"note": "x"},
    ],
)  # fmt: skip
async def test_an_arrival_says_who_how_and_when(desk: Desk, arrival: dict[str, Any]):
    assert refusal(await enter(desk, arrived(parent(), **arrival))) == (422, "invalid-request")


async def test_what_came_on_paper_is_registered_with_what_is_missing(desk: Desk):
    form = parent() | {"answers": {"alone": True, "children": [{"tax_code": ANNA}]}}
    receipt = (await enter(desk, arrived(form))).json()
    assert (receipt["protocol"], receipt["amount_cents"]) == ("0000001/2015", 0)
    assert receipt["documents"] == []


async def test_what_cannot_be_is_refused_on_paper_too(desk: Desk):
    form = parent() | {"answers": {"alone": "forse"}}
    assert wrong(await enter(desk, arrived(form))) == (422, [("answers.alone", "wrong-type")])


async def test_a_channel_that_the_call_does_not_offer_is_registered(desk: Desk):
    answer = await enter(desk, arrived(parent(), channel="counter"))
    assert (answer.status_code, answer.json()["late"]) == (201, False)


async def test_who_files_for_somebody_else_is_kept_with_the_paper(desk: Desk):
    paper = await uploaded(desk, files.pdf())
    delegate = {
        "name": "Anna Villa", "tax_code": "CLMGLI86D55C523W", "relation": "figlia",
        "attachment_id": paper,
    }  # fmt: skip
    receipt = (await enter(desk, arrived(parent(), delegate=delegate))).json()
    assert [each["document"] for each in receipt["documents"]] == ["delegation"]
    row = await desk.one("select delegate from applicant")
    assert row.delegate["name"] == "Anna Villa"


async def test_the_same_key_enters_once(desk: Desk):
    body = arrived(parent())
    first, again = [await enter(desk, body, "the-same-key") for _ in range(2)]
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(await register(desk)) == 1
    other = await enter(desk, arrived(parent(2)), "the-same-key")
    assert refusal(other) == (422, "command-reused")


async def test_arrivals_and_the_site_share_one_register(desk: Desk):
    web = (await desk.file(parent(1))).json()
    pec = (await enter(desk, arrived(parent(2), arrived_at=at("2015-10-30T09:00")))).json()
    assert (web["place"], pec["place"]) == (1, 2)
    first, second = await register(desk)
    assert first.registered_at < second.registered_at
    assert second.book == f"{BODY}/2015"


async def test_only_the_service_key_enters_an_arrival(desk: Desk):
    headers = {"Idempotency-Key": "arrival-no-key"}
    answer = await desk.door.post("/v1/arrivals", json=arrived(parent()), headers=headers)
    assert refusal(answer) == (401, "service-key")
    answer = await desk.door.post("/v1/arrivals", json=arrived(parent()), headers=SERVICE)
    assert wrong(answer) == (422, [("Idempotency-Key", "missing")])
