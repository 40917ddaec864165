"""Calls as anybody reads them, as officials see them, and what strangers may try."""

import json
from datetime import datetime
from typing import Any

import pytest

from contracts.calls import Call
from contracts.publishing import CallCards, PublicCalls
from programmes.catalogue import CallFile
from programmes.differences import differences
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import FAMILY_CALL, FIRM_CALL, OFFICIAL, SERVICE, Desk, Time, family
from tests.applications.world_calls import (
    EXTENSION,
    advance,
    card,
    later,
    page,
    publish_later,
    refused,
)

FAMILIES = PROGRAMMES.calls[FAMILY_CALL].versions[0]
UNKNOWN = (404, "unknown-call", "Il bando non esiste o non è pubblicato.")
STEP = {"step": "check", "version": 1, "official": OFFICIAL}


async def listed(desk: Desk) -> list[tuple[str, str]]:
    answer = await desk.door.get("/v1/calls")
    return [(each.call_id, each.state) for each in PublicCalls(**answer.json()).items]


async def test_open_calls_are_listed_first_as_they_are_at_this_moment(desk: Desk, time: Time):
    assert await listed(desk) == [(FAMILY_CALL, "open"), (FIRM_CALL, "published")]
    time.is_("2016-05-10T10:00")
    assert await listed(desk) == [(FIRM_CALL, "open"), (FAMILY_CALL, "closed")]
    await desk.took(FAMILY_CALL, "revoke")
    assert (await listed(desk))[1] == (FAMILY_CALL, "revoked")


async def test_a_draft_is_seen_by_nobody(drafting: Desk):
    assert await listed(drafting) == []
    assert refused(await drafting.door.get(f"/v1/calls/{FAMILY_CALL}")) == UNKNOWN
    path = f"/v1/calls/{FAMILY_CALL}/closing"
    assert refused(await drafting.door.get(path, headers=SERVICE)) == UNKNOWN


async def test_a_public_call_says_who_when_where_and_how(desk: Desk):
    found = await page(desk)
    body = PROGRAMMES.bodies["comune-cernusco"]
    assert found["title"] == FAMILIES.title
    assert [found[key] for key in ("body_name", "body_office", "body_pec")] == [
        body.name, body.office, body.pec,
    ]  # fmt: skip
    assert (found["opens_at"], found["closes_at"]) == (
        "2015-10-12T07:00:00Z", "2015-12-09T22:59:59Z",
    )  # fmt: skip
    assert len(found["territory"]) == 28
    assert Call.model_validate(found["definition"]).lines[0].id == "I"
    (version,) = found["versions"]
    assert (version["version"], version["differences"], version["act"]) == (1, [], None)


async def test_a_call_is_read_as_an_earlier_version_says_it(desk: Desk):
    await publish_later(desk, later(PROGRAMMES, title="Un altro titolo", closes_at=EXTENSION))
    found = (await desk.door.get(f"/v1/calls/{FAMILY_CALL}?version=1")).json()
    assert (found["version"], found["definition"]["version"]) == (1, 1)
    assert (found["title"], found["definition"]["title"]) == ("Un altro titolo", FAMILIES.title)
    assert datetime.fromisoformat(found["closes_at"]) == EXTENSION
    assert [each["version"] for each in found["versions"]] == [1, 2]


@pytest.mark.parametrize("number", [2, 9_999])
async def test_a_version_that_is_not_published_is_read_by_nobody(refusing: Desk, number: int):
    answer = await refusing.door.get(f"/v1/calls/{FAMILY_CALL}?version={number}")
    assert refused(answer) == (404, "unknown-version", "Il bando non ha questa versione.")


async def test_what_a_version_changes_is_told_in_sentences(desk: Desk):
    programmes = later(PROGRAMMES)
    await publish_later(desk, programmes)
    found = await page(desk)
    before, after = programmes.calls[FAMILY_CALL].versions
    second = found["versions"][1]
    assert (found["version"], second["act"]["number"]) == (2, "Determinazione 950")
    assert second["differences"] == list(differences(before, after))
    assert any("31/12/2015" in each or "31 dicembre" in each for each in second["differences"])


async def test_a_card_shows_what_may_be_done_and_what_was(desk: Desk):
    await desk.filed(family(1))
    await advance(desk)
    found = await card(desk)
    assert (found["state"], found["applications"], found["owner"]) == ("open", 1, FAMILIES.owner)
    assert found["wake_at"] == "2015-12-09T23:00:00Z"
    assert [each["step"] for each in found["taken"]] == ["check", "approve", "publish"]
    assert found["steps"] == [["suspend", 1], ["close", 1], ["revoke", 1]]
    (version,) = found["versions"]
    assert (version["state"], version["missing"], version["differences"]) == ("published", [], [])


async def test_a_card_of_a_draft_names_what_is_missing(drafting: Desk):
    found = await card(drafting, "LC-2017")
    assert (found["state"], found["since"], found["wake_at"]) == ("draft", None, None)
    assert found["steps"] == [["check", 1]]
    assert "il CUP" in found["versions"][0]["missing"]


async def test_no_name_means_every_card(drafting: Desk):
    cards = CallCards(**(await drafting.ask("call-cards", {})).json()).items
    assert [each.call_id for each in cards] == sorted(PROGRAMMES.calls)
    unknown = await drafting.ask("call-cards", {"call_ids": ["NESSUNO-1"]})
    assert unknown.json() == {"items": []}


@pytest.mark.parametrize("call", list(PROGRAMMES.calls.values()), ids=lambda call: call.id)
async def test_every_call_of_the_files_passes_the_check_of_an_official(
    refusing: Desk, call: CallFile
):
    if call.id in (FAMILY_CALL, FIRM_CALL):
        return
    answer = await refusing.step(call.id, "check")
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("call_id", ["NESSUNO-1", "A" * 40])
async def test_a_call_that_is_not_there_is_unknown(refusing: Desk, call_id: str):
    assert refused(await refusing.door.get(f"/v1/calls/{call_id}")) == UNKNOWN
    answer = await refusing.step(call_id, "check")
    assert refused(answer) == (404, "unknown-call", "Il bando non esiste.")


@pytest.mark.parametrize("version", [9, 2**40])
async def test_a_version_that_is_not_there_is_unknown(refusing: Desk, version: int):
    answer = await refusing.step(FAMILY_CALL, "check", version)
    assert refused(answer) == (404, "unknown-version", "Il bando non ha questa versione.")


@pytest.mark.parametrize("call_id", ["a", "ADM%00", "ADM%202015", "X" * 41, "%F0%9F%92%A5", "'--"])
async def test_a_name_that_no_call_can_have_is_refused(refusing: Desk, call_id: str):
    for path in (f"/v1/calls/{call_id}", f"/v1/calls/{call_id}/closing"):
        answer = await refusing.door.get(path, headers=SERVICE)
        assert refused(answer)[:2] == (422, "invalid-request")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"step": "delete"}, "step"),
        ({"version": 0}, "version"),
        ({"version": "1; drop table call"}, "version"),
        ({"official": "public"}, "official"),
        ({"official": "staff:Mario Rossi"}, "official"),
        ({"act_number": "a\x00b"}, "act_number"),
        ({"act_number": "9" * 101}, "act_number"),
        ({"act_on": "ieri"}, "act_on"),
        ({"reason": "\x00"}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"state": "open"}, "state"),
    ],
)
async def test_a_step_of_another_shape_is_refused(
    refusing: Desk, changes: dict[str, Any], field: str
):
    before = await refusing.stored()
    step = changes.pop("step", "suspend")
    answer = await refusing.step(FAMILY_CALL, step, **changes)
    assert refused(answer)[:2] == (422, "invalid-request")
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await refusing.stored() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"step":', b"\xff", b'"check"'])
async def test_a_step_that_is_no_object_is_refused(refusing: Desk, body: bytes):
    path, key = f"/v1/calls/{FAMILY_CALL}/steps", {"Idempotency-Key": "hostile-1"}
    answer = await refusing.door.post(path, content=body, headers=SERVICE | key)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_officials_doors_open_to_our_own_processes_only(
    refusing: Desk, headers: dict[str, str]
):
    post, get = refusing.door.post, refusing.door.get
    sent = headers | {"Idempotency-Key": "stranger-1", "Content-Type": "application/json"}
    answers = [
        await post(f"/v1/calls/{FAMILY_CALL}/steps", content=json.dumps(STEP), headers=sent),
        await post("/v1/queries/call-cards", json={}, headers=headers),
        await get(f"/v1/calls/{FAMILY_CALL}/closing", headers=headers),
    ]
    wanted = (401, "service-key", "Serve la chiave di servizio.")
    assert [refused(each) for each in answers] == [wanted] * 3


async def test_a_step_needs_its_key(refusing: Desk):
    answer = await refusing.door.post(f"/v1/calls/{FAMILY_CALL}/steps", json=STEP, headers=SERVICE)
    assert refused(answer)[:2] == (422, "invalid-request")


async def test_too_many_cards_at_once_are_refused(refusing: Desk):
    answer = await refusing.ask("call-cards", {"call_ids": ["A-1"] * 201})
    assert refused(answer)[:2] == (422, "invalid-request")
