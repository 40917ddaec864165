"""What an official reads of an application, and what letters are told after it was filed."""

from typing import Any
from uuid import UUID

from tests.applications.conftest import PROGRAMMES
from tests.applications.world import FAMILY_CALL, OFFICIAL, OUTSIDE, Desk, Time, family
from tests.applications.world_calls import EXTENSION, act, later, publish_later
from tests.applications.world_register import (
    ANNA,
    arrived,
    call,
    child,
    desk_of,
    enter,
    parent,
)
from tests.applications.world_revisions import (
    amend,
    answers,
    half,
    migrating,
    post,
    recalculated,
    supplemented,
    upload,
    withdraw,
)
from tests.applications.world_terms import heard
from tests.conftest import FreshDatabase

DELEGATE = {"name": "Ada Rossi", "tax_code": ANNA, "relation": "figlia"}


async def card(desk: Desk, application: UUID) -> dict[str, Any]:
    answer = await desk.ask("application-cards", {"application_ids": [str(application)]})
    (found,) = answer.json()["items"]
    return found


async def letter(desk: Desk, application: UUID) -> dict[str, Any]:
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (found,) = answer.json()["items"]
    return found


async def test_a_card_holds_the_tree_of_the_last_check(desk: Desk):
    application = await desk.checked(family())
    found = await card(desk, application)
    tree = found["explanation"]
    assert (tree["answer"], tree["amount_cents"], tree["version"]) == ("yes", 45_000, 1)
    assert found["changes"] == []


async def test_a_card_before_the_first_check_has_no_tree(desk: Desk):
    found = await card(desk, await desk.filed(family()))
    assert (found["explanation"], found["requirements"], found["changes"]) == (None, [], [])


async def test_a_card_tells_the_smallest_change_that_would_turn_a_no(desk: Desk):
    application = await desk.checked(family(applicant={"municipality": OUTSIDE}))
    found = await card(desk, application)
    assert found["changes"] == ["Basterebbe un comune del territorio (ora codice ISTAT 015139)."]


async def test_changes_are_looked_for_when_one_application_is_asked_alone(desk: Desk):
    outside = {"municipality": OUTSIDE}
    ids = [await desk.checked(family(number, applicant=outside)) for number in (1, 2)]
    answer = await desk.ask("application-cards", {"application_ids": [str(each) for each in ids]})
    assert [each["changes"] for each in answer.json()["items"]] == [[], []]


async def test_a_card_tells_the_answers_in_words(desk: Desk):
    found = await card(desk, await desk.filed(family()))
    assert found["answers"] == [
        ["Qual è la Sua situazione di lavoro?", "Lavoro dipendente"],
        ["Quanti figli minori ha?", "1"],
        ["Per quale servizio chiede il voucher?", "Nido e servizi per l'infanzia"],
        ["Quanto costa il servizio?", "900,00 euro"],
    ]


async def test_a_card_tells_groups_item_by_item_and_whom_it_warns_of(fresh_database: FreshDatabase):
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        first = await desk.filed(parent(1, child(ANNA), answers={"alone": False}))
        second = await desk.filed(parent(2, child(ANNA)))
        found = await card(desk, second)
    assert ["figlio 1: tax code", ANNA] in found["answers"]
    assert ["alone", "no"] in found["answers"]
    assert [each["kind"] for each in found["warnings"]] == ["same_child"]
    assert found["warnings"][0]["others"] == [str(first)]


async def test_a_card_tells_by_which_way_an_application_came_and_through_whom(desk: Desk):
    entered = await enter(desk, arrived(family(), channel="counter", delegate=DELEGATE))
    assert entered.status_code == 201, entered.text
    found = await card(desk, UUID(entered.json()["application_id"]))
    assert (found["channel"], found["filed_by"]) == ("counter", OFFICIAL)
    assert found["delegate"] == "Ada Rossi (figlia)"


async def test_a_card_names_documents_as_the_call_does(desk: Desk):
    paper = await upload(desk, "preventivo.pdf")
    form = family() | {"documents": [{"document": "cost", "attachment_id": str(paper)}]}
    found = await card(desk, await desk.filed(form))
    (document,) = found["documents"]
    assert (document["label"], document["name"], document["state"]) == (
        "Preventivo o ricevuta del servizio", "preventivo.pdf", "accepted",
    )  # fmt: skip


async def test_a_card_tells_everything_that_came_in_and_every_act(desk: Desk):
    application = await desk.filed(family())
    await amend(desk, application, answers(cost_cents=60_000))
    await publish_later(desk, recalculated(amount=half(20_000)))
    await post(desk, f"{application}/migrations", migrating())
    await withdraw(desk, application)
    found = await card(desk, application)
    told = [(each["by"], each["protocol"], each["amount_cents"]) for each in found["revisions"]]
    assert told == [
        ("application", "0000001/2015", 45_000), ("amendment", "0000002/2015", 30_000),
        ("migration", "Determinazione 950", 20_000), ("withdrawal", "0000003/2015", 20_000),
    ]  # fmt: skip
    assert (found["call_version"], found["call_id"], found["line"]) == (2, FAMILY_CALL, "II")


async def test_a_card_of_what_was_never_revised_tells_the_filing(desk: Desk):
    found = await card(desk, await desk.filed(family()))
    (filed,) = found["revisions"]
    assert (filed["revision"], filed["by"], filed["protocol"]) == (1, "application", "0000001/2015")


async def test_a_receipt_letter_is_told_number_instant_hash_and_place(desk: Desk):
    application = await desk.filed(family())
    found = await letter(desk, application)
    row = await desk.one("select registered_at, content_hash from application")
    assert found["content_hash"] == row.content_hash
    assert found["registered_at"].startswith(f"{row.registered_at:%Y-%m-%dT%H:%M:%S}")
    assert (found["place"], found["due_on"], found["late"]) == (1, "2015-12-02", False)
    assert (found["revision_protocol"], found["revision_on"]) == ("", None)


async def test_a_letter_after_a_withdrawal_is_told_its_number_and_day(desk: Desk, time: Time):
    application = await desk.filed(family())
    time.is_("2015-11-05T10:00")
    await withdraw(desk, application)
    found = await letter(desk, application)
    assert (found["revision_protocol"], found["revision_on"]) == ("0000002/2015", "2015-11-05")


async def test_a_letter_about_a_changed_call_tells_the_change_in_sentences(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, supplemented())
    found = await letter(desk, application)
    assert any(
        "proroga" in sentence.lower() or "chiu" in sentence for sentence in found["differences"]
    )
    assert found["supplement_until"] == "2016-01-15T11:00:00Z"


async def test_who_filed_under_the_version_in_force_is_told_no_change(desk: Desk):
    await publish_later(desk, later(PROGRAMMES, closes_at=EXTENSION, act=act()))
    found = await letter(desk, await desk.filed(family()))
    assert (found["differences"], found["supplement_until"]) == ([], None)


async def recipients(desk: Desk, **page: Any) -> list[str]:
    answer = await desk.ask("call-recipients", {"call_id": FAMILY_CALL} | page)
    assert answer.status_code == 200, answer.text
    return answer.json()["application_ids"]


async def test_whom_a_letter_about_a_call_goes_to_is_told_page_by_page(desk: Desk, time: Time):
    going = sorted([str(await desk.filed(family(number))) for number in (1, 2, 3)])
    await withdraw(desk, await desk.filed(family(4)))
    refused = await desk.checked(family(5))
    await heard(desk, time, refused)
    await desk.decide(refused, "refused", reason="No.")
    first = await recipients(desk, limit=2)
    assert first == going[:2]
    assert await recipients(desk, limit=2, after=first[-1]) == going[2:]
    assert await recipients(desk, after=going[-1]) == []
    assert await recipients(desk, call_id="ALTRO") == []
