"""Every document of a body in one series: what comes in, what leaves, what stays inside."""

import asyncio
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.rules import register as rules
from tests.applications.world import OFFICIAL, Desk, Time, family, refusal
from tests.applications.world_documents import (
    BODY,
    OTHER_BODY,
    SENDER,
    SUBJECT,
    TOLD,
    brought,
    card,
    digest,
    document,
    get,
    of_case,
    post,
    registered,
)
from tests.applications.world_register import register


async def test_documents_in_out_and_inside_have_one_series(desk: Desk):
    case = await desk.filed(family())
    facts = [await registered(desk, direction=way, about=case) for way in ("in", "out", "internal")]
    assert [fact.number for fact in facts] == [2, 3, 4]
    entries = await register(desk)
    assert [entry.protocol for entry in entries] == [f"{n:07}/2015" for n in range(1, 5)]
    assert rules.fault(entries) is None


async def test_a_document_is_announced_with_its_number_and_nobodys_data(desk: Desk):
    fact = await registered(desk)
    (told,) = await desk.rows("select data from event_log where type like '%document.registered%'")
    assert told.data == fact.model_dump(mode="json")
    assert (fact.year, fact.number, fact.registered_on) == (2015, 1, date(2015, 11, 2))


async def test_a_document_is_registered_once(desk: Desk):
    said = document()
    first = await registered(desk, **said)
    again = await registered(desk, **said)
    assert again == first
    assert len(await register(desk)) == 1
    assert len(await desk.rows("select id from event_log where type like '%document.reg%'")) == 1


async def test_of_ten_that_register_one_document_at_once_all_get_its_number(desk: Desk):
    said = document()
    facts = await asyncio.gather(*(registered(desk, **said) for _ in range(10)))
    assert {fact.number for fact in facts} == {1}
    assert len(await register(desk)) == 1


REFUSED = [
    (
        {"body": "comune-inesistente"},
        "unknown-body",
        "Nessun ente tiene questo protocollo.",
        404,
    ),
    (
        {"arrived_at": "2015-11-02T11:00:00+01:00"},
        "document-in-the-future",
        "La data e l'ora del documento sono nel futuro.",
        422,
    ),
]


@pytest.mark.parametrize(("changes", "slug", "sentence", "status"), REFUSED)
async def test_what_cannot_be_registered(refusing: Desk, changes, slug, sentence, status):
    with pytest.raises(Refusal) as refused:
        await registered(refusing, **changes)
    assert (refused.value.slug, refused.value.sentence) == (slug, sentence)
    assert refused.value.status == status


@pytest.mark.parametrize(
    "changes",
    [{"body": OTHER_BODY}, {"direction": "out"}, {"content_hash": digest("altro")}],
)
async def test_one_id_is_not_two_documents(refusing: Desk, changes: dict[str, str]):
    said = document()
    await registered(refusing, **said)
    with pytest.raises(Refusal) as refused:
        await registered(refusing, **(said | changes))
    told = "Con questo identificativo c'è già un altro documento."
    assert (refused.value.slug, refused.value.sentence) == ("document-id-taken", told)
    assert refused.value.status == 409


async def test_an_official_registers_what_comes_to_the_counter(desk: Desk):
    answer = await brought(desk, key="sportello-1")
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["protocol"], receipt["registered_on"]) == ("0000001/2015", "2015-11-02")
    found = await card(desk, receipt["document_id"])
    assert (found.sender, found.subject, found.channel) == (SENDER, SUBJECT, "counter")


async def test_a_counter_that_presses_twice_registers_once(desk: Desk):
    form = document(channel="counter") | {"particulars": TOLD, "official": OFFICIAL}
    answers = [await post(desk, "/v1/documents", form, "due-volte") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await register(desk)) == 1


async def test_what_is_told_of_a_document_is_told_once(desk: Desk):
    fact = await registered(desk)
    path = f"/v1/documents/{fact.document_id}/particulars"
    headers = {"Authorization": "Bearer serve"}
    told = TOLD | {"official": "service"}
    answers = [await desk.door.put(path, json=told, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    other = await desk.door.put(path, json=told | {"subject": "Altro"}, headers=headers)
    assert refusal(other) == (409, "particulars-taken")
    assert other.json()["detail"] == "Mittente, destinatario e oggetto sono già scritti."


async def test_no_event_holds_who_sent_a_document(desk: Desk):
    await brought(desk)
    events = await desk.rows(
        "select data::text as data from event_log where type like '%document%'"
    )
    assert events
    assert not any(word in row.data for row in events for word in (SENDER, SUBJECT))


@pytest.mark.parametrize("words", ["a\nb", "\x00", "\x1b[31m", "\ufffe"])
async def test_a_subject_is_one_plain_line(refusing: Desk, words: str):
    answer = await brought(refusing, particulars={"subject": words})
    assert refusal(answer) == (422, "invalid-request")


async def test_what_was_registered_about_a_case_is_read_in_order(desk: Desk):
    case = await desk.filed(family())
    sent = await registered(desk, about=case, direction="out", kind="letter")
    await registered(desk)
    there = await registered(desk, about=case, body=OTHER_BODY)
    found = await of_case(desk, case)
    assert [(each.kind, each.direction) for each in found] == [
        ("application", "in"), ("letter", "out"), ("scheda", "in"),
    ]  # fmt: skip
    assert [each.document_id for each in found] == [None, sent.document_id, there.document_id]
    assert [each.body for each in found] == [BODY, BODY, OTHER_BODY]


async def test_the_same_sheet_three_times_is_three_entries_of_one_case(desk: Desk):
    case = new_id()
    for _ in range(2):
        await registered(desk, about=case)
    await brought(desk, about=str(case))
    assert [each.protocol[:7] for each in await of_case(desk, case)] == [
        "0000001", "0000002", "0000003",
    ]  # fmt: skip


async def test_a_number_is_found_by_body_and_year(desk: Desk):
    for _ in range(3):
        await registered(desk)
    answer = await get(desk, "/v1/documents", body=BODY, year=2015, **{"from": 3})
    (found,) = answer.json()["items"]
    assert (found["protocol"], answer.json()["next"]) == ("0000003/2015", None)
    assert (await get(desk, "/v1/documents", body=BODY, year=2014)).json()["items"] == []


async def test_an_unknown_document_is_told(refusing: Desk):
    answer = await get(refusing, f"/v1/documents/{new_id()}")
    assert refusal(answer) == (404, "unknown-document")
    assert answer.json()["detail"] == "Il documento non è nel protocollo."


async def test_the_register_of_a_new_lead_starts_at_its_own_one(desk: Desk):
    case = new_id()
    before = [await registered(desk, about=case) for _ in range(6)]
    after = await registered(desk, about=case, body=OTHER_BODY)
    assert [fact.number for fact in before] == [1, 2, 3, 4, 5, 6]
    assert (after.body, after.number) == (OTHER_BODY, 1)
    assert len(await of_case(desk, case)) == 7


async def test_a_year_begins_at_midnight_in_rome(desk: Desk, time: Time):
    time.is_("2015-12-31T23:59:58")
    last = await registered(desk)
    time.is_("2016-01-01T00:00:01")
    first = await registered(desk)
    assert (last.year, last.number) == (2015, 1)
    assert (first.year, first.number) == (2016, 1)
    (entry,) = await register(desk, 2016)
    assert entry.previous_link == rules.genesis(f"{BODY}/2016")


async def test_two_hundred_documents_and_applications_at_once_leave_no_gap(desk: Desk):
    ways = ["in", "out"] * 80
    filings = [desk.file(family(number)) for number in range(40)]
    facts, answers = await asyncio.gather(
        asyncio.gather(*(registered(desk, direction=way) for way in ways)),
        asyncio.gather(*filings),
    )
    entries = await register(desk)
    assert [int(each.protocol[:7]) for each in entries] == list(range(1, 201))
    assert len({fact.number for fact in facts}) == 160
    assert all(answer.status_code == 201 for answer in answers)
    assert rules.fault(entries) is None
    assert all(one.registered_at < two.registered_at for one, two in pairwise(entries))


@pytest.mark.parametrize("table", ["register_document", "document_particulars"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set document_id = document_id"])
async def test_no_service_changes_what_was_registered(desk: Desk, table: str, change: str):
    await brought(desk)
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(change.format(table))))


async def test_a_number_of_another_body_stands_beside_ours(desk: Desk):
    case = new_id()
    fact = await registered(desk, about=case)
    form = {
        "id": str(new_id()), "about": str(case), "aoo": "So.Le. - Protocollo", "number": 77,
        "year": 2015, "registered_on": "2015-11-01", "official": OFFICIAL,
    }  # fmt: skip
    answers = [await post(desk, "/v1/other-numbers", form | {"id": str(new_id())}) for _ in "ab"]
    assert answers[0].json() == answers[1].json()
    (other,) = (await card(desk, fact.document_id)).other_numbers
    assert (other.aoo, other.protocol) == ("So.Le. - Protocollo", "0000077/2015")
    query = {"aoo": "So.Le. - Protocollo", "year": 2015, "number": 77}
    (found,) = (await get(desk, "/v1/other-numbers", **query)).json()["items"]
    assert found["about"] == str(case)


async def test_one_id_is_not_two_numbers_of_other_bodies(refusing: Desk):
    form = {
        "id": str(new_id()), "about": str(new_id()), "aoo": "So.Le.", "number": 1,
        "year": 2015, "registered_on": "2015-11-01", "official": OFFICIAL,
    }  # fmt: skip
    await post(refusing, "/v1/other-numbers", form)
    answer = await post(refusing, "/v1/other-numbers", form | {"number": 2})
    assert refusal(answer) == (409, "other-number-taken")
    assert answer.json()["detail"] == "Con questo identificativo c'è già un altro numero."


async def test_a_number_stays_the_number_of_its_day_when_the_clock_goes_back(
    desk: Desk, time: Time
):
    first = await registered(desk)
    arrived = clock.now() - timedelta(days=2)
    time.is_("2015-11-01T10:00")
    second = await registered(desk, arrived_at=arrived.isoformat())
    assert second.at - first.at == timedelta(microseconds=1)
    assert rules.fault(await register(desk)) is None
