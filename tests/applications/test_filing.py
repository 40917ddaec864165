"""A filing and its receipt: number, place, hash, term, window, key."""

import hashlib
from datetime import datetime

import orjson
import pytest

from kit import clock
from tests.applications.world import (
    FAMILY_CALL,
    Desk,
    Time,
    family,
    firm,
    firm_key,
    refusal,
    wrong,
)

NUMBERS = "select register_year, register_number, place from application order by id"


async def test_a_receipt_says_number_hash_amount_and_term(desk: Desk):
    body = orjson.dumps(family())
    answer = await desk.send(body)
    receipt = answer.json()
    assert answer.status_code == 201
    assert receipt["protocol"] == "0000001/2015"
    assert receipt["content_hash"] == hashlib.sha256(body).hexdigest()
    assert (receipt["amount_cents"], receipt["late"]) == (45_000, False)
    assert receipt["answer_due_on"] == "2015-12-02"
    assert clock.civil_day(datetime.fromisoformat(receipt["registered_at"])).day == 2


async def test_the_hash_is_of_the_bytes_as_they_were_sent(desk: Desk):
    spaced = orjson.dumps(family(), option=orjson.OPT_INDENT_2)
    receipt = (await desk.send(spaced)).json()
    assert receipt["content_hash"] == hashlib.sha256(spaced).hexdigest()
    (row,) = await desk.rows("select content_hash from application")
    assert row.content_hash == receipt["content_hash"]


async def test_a_filing_is_announced_without_a_name(desk: Desk):
    application = await desk.filed(family())
    (fact,) = await desk.told("application.registered")
    assert fact == {
        "application_id": str(application), "call_id": "ADM-2015", "call_version": 1, "line": "II",
        "fund": None, "support_form": "worker_voucher", "place": 1, "amount_cents": 45_000,
        "register_year": 2015, "register_number": 1, "late": False, "ranked": False,
        "applicant_key": fact["applicant_key"],
    }  # fmt: skip
    log = await desk.one(
        "select actor, alliance from event_log where subject = :id", id=fact["application_id"]
    )
    assert tuple(log) == ("public", "adda-martesana")


async def test_each_body_has_its_own_register_and_each_line_its_own_places(desk: Desk, time: Time):
    await desk.filed(family(1))
    await desk.filed(firm(2) | {"call_id": FAMILY_CALL, "line": "I", "answers": SECTION_ONE})
    time.is_("2016-05-10T10:00")
    await desk.filed(firm(3))
    query = "select body, line, register_number, place from application order by id"
    assert [tuple(row) for row in await desk.rows(query)] == [
        ("comune-cernusco", "II", 1, 1), ("comune-cernusco", "I", 2, 1),
        ("ats-milano", "imprese", 1, 1),
    ]  # fmt: skip


async def test_the_register_starts_again_at_midnight_in_rome(desk: Desk, time: Time):
    time.is_("2015-12-31T23:30")
    before = (await desk.file(family(1))).json()
    time.is_("2016-01-01T00:30")
    after = (await desk.file(family(2))).json()
    assert (before["protocol"], after["protocol"]) == ("0000001/2015", "0000001/2016")
    assert after["registered_at"].startswith("2015-12-31T23:3")
    assert (before["answer_due_on"], after["answer_due_on"]) == ("2016-01-30", "2016-02-01")
    rows = await desk.rows(NUMBERS)
    assert [tuple(row) for row in rows] == [(2015, 1, 1), (2016, 1, 2)]


async def test_the_same_key_and_body_get_the_same_receipt_for_ever(desk: Desk, time: Time):
    first = await desk.file(family(), "the-same-key")
    time.is_("2016-03-01T10:00")
    again = await desk.file(family(), "the-same-key")
    assert (again.status_code, again.content) == (201, first.content)
    assert len(await desk.rows("select 1 from application")) == 1
    assert len(await desk.told("application.registered")) == 1


async def test_the_same_key_with_another_body_is_refused(desk: Desk):
    await desk.file(family(1), "the-same-key")
    before = await desk.stored()
    assert refusal(await desk.file(family(2), "the-same-key")) == (422, "command-reused")
    assert await desk.stored() == before


async def test_a_refused_filing_leaves_its_key_free(desk: Desk):
    refused = await desk.file(family(answers={"work": "rich"}), "the-same-key")
    assert refusal(refused) == (422, "invalid-answers")
    assert (await desk.file(family(), "the-same-key")).json()["protocol"] == "0000001/2015"


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (None, "missing"),
        ("short", "string_too_short"),
        ("k" * 201, "string_too_long"),
        ("a key with blanks", "string_pattern_mismatch"),
    ],
)
async def test_a_filing_without_a_good_key_is_refused(refusing: Desk, key: str | None, rule: str):
    headers = {"Idempotency-Key": key} if key else {}
    answer = await refusing.door.post("/v1/applications", json=family(), headers=headers)
    assert wrong(answer) == (422, [("Idempotency-Key", rule)])


async def test_before_the_window_a_filing_is_refused_with_the_opening(refusing: Desk, time: Time):
    time.is_("2015-10-12T08:50")
    before = await refusing.stored()
    answer = await refusing.file(family())
    assert refusal(answer) == (409, "not-open")
    assert answer.json()["detail"] == "Il bando apre il 12/10/2015 alle 09:00."
    assert await refusing.stored() == before


async def test_after_the_window_a_filing_is_registered_as_late(desk: Desk, time: Time):
    time.is_("2015-12-10T00:10")
    receipt = (await desk.file(family())).json()
    assert (receipt["late"], receipt["protocol"]) == (True, "0000001/2015")
    assert (await desk.one("select late from application")).late
    assert [fact["late"] for fact in await desk.told("application.registered")] == [True]


async def test_the_last_evening_of_the_window_is_in_time(desk: Desk, time: Time):
    time.is_("2015-12-09T23:50")
    assert (await desk.file(family())).json()["late"] is False


async def test_a_firm_is_known_by_the_same_key_in_every_service(desk: Desk, time: Time):
    time.is_("2016-05-10T10:00")
    vat_number = firm(7)["applicant"]["vat_number"]
    await desk.filed(firm(7, applicant={"vat_number": f"IT {vat_number}"}))
    row = await desk.one("select identifier, organisation_key from applicant")
    assert tuple(row) == (vat_number, firm_key(7))


@pytest.mark.parametrize(
    "words",
    [
        "'; drop table application; --",
        "{{ 7*7 }} {% raw %}",
        "${jndi:ldap://x}",
        "%s %(a)s :name \\",
    ],
)
async def test_hostile_text_is_kept_as_it_was_typed(desk: Desk, words: str):
    answers = SECTION_ONE | {"intervention": words}
    form = firm(applicant={"name": words}) | {"call_id": FAMILY_CALL, "line": "I"}
    await desk.filed(form | {"answers": answers})
    row = await desk.one("select name, answers->>'intervention' as said from applicant")
    assert (row.name, row.said) == (words, words)


SECTION_ONE = {"size": "micro", "intervention": "Orario flessibile", "cost_cents": 10_000}
