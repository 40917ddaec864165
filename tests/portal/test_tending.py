"""Drafts are reminded of once and cleared away in the end; letters and officials ask of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.portal import DraftEntry, TendDraft
from contracts.publishing import ClosingSoon
from kit.database import Cause
from kit.refusal import Refusal
from services.portal.rules.care import Care, Held, Window, care
from services.portal.usecases.tending import tend_draft
from tests.applications.world import OFFICIAL, Time
from tests.applications.world_calls import later, publish_later
from tests.portal.conftest import browser_of
from tests.portal.world import GIULIA, HOST, Portal, heading, words

CLOSES = datetime(2015, 12, 9, 22, 59, 59, tzinfo=UTC)
DAY = timedelta(days=1)


async def tend(portal: Portal):
    """Look after the draft as the workflow does; return what was done."""
    command = TendDraft(application_id=UUID(portal.draft))
    async with portal.front.database.transaction(Cause(actor="workflow")) as session:
        return await tend_draft(session, command, portal.front.applications.closing)


async def test_a_draft_is_reminded_of_once_and_then_deleted(portal: Portal, time: Time):
    await portal.begin()
    await portal.fill("chi", GIULIA)
    time.is_("2015-12-07T00:30")
    reminded = await tend(portal)
    assert (reminded.step, reminded.wake_at) == ("remind", CLOSES + 30 * DAY)
    assert (await tend(portal)).step == "wait"
    time.is_("2016-01-09T00:30")
    assert (await tend(portal)).step == "end"
    assert await portal.rows("select id from draft") == []
    assert (await tend(portal)).step == "end"


async def test_an_extended_call_is_waited_for(portal: Portal, time: Time):
    await portal.begin()
    await portal.fill("chi", GIULIA)
    await publish_later(portal.desk, later(portal.desk.programmes))
    time.is_("2015-12-07T00:30")
    tended = await tend(portal)
    assert (tended.step, tended.wake_at) == ("wait", datetime(2015, 12, 28, 11, 0, tzinfo=UTC))


async def test_of_a_sent_draft_the_receipt_alone_is_kept(portal: Portal, time: Time):
    await portal.apply()
    assert (await tend(portal)).step == "wait"
    time.is_("2015-12-02T10:01")
    assert (await tend(portal)).step == "end"
    kept = await portal.one("select data, email, receipt from draft")
    assert (kept.data, kept.email, kept.receipt["protocol"]) == ({}, "", "0000001/2015")
    await portal.send("/riprendi", {"codice": portal.code})
    assert heading(await portal.open(portal.at())) == "A che punto è la domanda"


async def test_a_draft_of_a_call_that_is_gone_goes_with_it(portal: Portal):
    await portal.begin()

    async def gone(*_: str) -> ClosingSoon:
        raise Refusal("unknown-call", "Il bando non esiste.", 404)

    command = TendDraft(application_id=UUID(portal.draft))
    async with portal.front.database.transaction(Cause(actor="workflow")) as session:
        assert (await tend_draft(session, command, gone)).step == "end"
    assert await portal.rows("select id from draft") == []


@pytest.mark.parametrize(
    ("state", "saved", "now", "what"),
    [
        ("open", 10, 2, Care("remind", CLOSES + 30 * DAY)),
        ("open", 10, 5, Care("wait", CLOSES - 3 * DAY)),
        # Who saved in the last day is at it already.
        ("open", 2.5, 2, Care("wait", CLOSES - 1.5 * DAY)),
        ("open", 0.5, 0.25, Care("wait", CLOSES + 30 * DAY)),
        ("suspended", 10, 2, Care("wait", CLOSES - DAY)),
        ("revoked", 10, 2, Care("wait", CLOSES + 30 * DAY)),
        ("closed", 10, -31, Care("end", clears=True)),
    ],
)
def test_care_follows_the_window(state, saved, now, what):
    """`saved` and `now` are days before the closing."""
    held = Held(CLOSES - saved * DAY, None, None, has_email=True)
    assert care(held, Window(state, CLOSES, 3), CLOSES - now * DAY) == what


def test_a_call_that_ends_with_its_funds_is_looked_at_again():
    held = Held(CLOSES, None, None, has_email=True)
    assert care(held, Window("open", None, 3), CLOSES) == Care("wait", CLOSES + 30 * DAY)


def test_nobody_without_an_address_is_reminded():
    held = Held(CLOSES - 10 * DAY, None, None, has_email=False)
    assert care(held, Window("open", CLOSES, 3), CLOSES - 2 * DAY).step == "wait"


async def test_the_letter_of_a_draft_finds_what_it_says(portal: Portal):
    await portal.begin()
    await portal.fill("chi", GIULIA)
    answer = await portal.ask("queries/letter-facts", {"application_ids": [portal.draft]})
    [facts] = answer.json()["items"]
    assert facts["recipient"] == {
        "application_id": portal.draft,
        "name": "Giulia Colombo",
        "email": "giulia.colombo@posta.example",
        "pec": "",
    }
    assert facts["closes_at"] == "2015-12-09T22:59:59Z"
    assert facts["resume_url"] == f"{HOST}/riprendi"
    assert facts["call_title"].startswith("Bando interdistrettuale")
    assert facts["body_name"] == "Comune di Cernusco sul Naviglio"


async def test_the_letter_of_a_nameless_draft_is_courteous(portal: Portal):
    await portal.begin()
    await portal.fill("chi", {"a.applicant.email": "qualcuno@posta.example"})
    answer = await portal.ask("queries/letter-facts", {"application_ids": [portal.draft]})
    assert answer.json()["items"][0]["recipient"]["name"] == "persona interessata"


async def test_a_sent_draft_has_no_reminder(portal: Portal):
    await portal.apply()
    answer = await portal.ask("queries/letter-facts", {"application_ids": [portal.draft]})
    assert answer.json() == {"items": []}


def entry(**changes) -> dict:
    """What an official asks when somebody comes to the counter with a paper."""
    arrival = {
        "channel": "post", "operator": OFFICIAL, "arrived_at": "2015-11-02T09:00:00+01:00",
        "postmarked_on": "2015-10-30",
    }  # fmt: skip
    asked = {"call_id": "ADM-2015", "line": "II", "arrival": arrival, "operator_name": "Ada Prova"}
    return DraftEntry.model_validate(asked | changes).model_dump(mode="json")


async def test_an_official_enters_an_application_on_somebodys_behalf(portal: Portal):
    made = (await portal.ask("drafts", entry())).json()
    portal.draft = made["draft_id"]
    assert made["url"].startswith(f"{HOST}/ingresso/")
    first = await portal.open(made["url"].removeprefix(HOST))
    assert "Ada Prova compila per conto di chi fa domanda." in words(first)
    await portal.fill_all()
    for rest in ("controllo", "pausa", "codice"):
        told = words(await portal.open(portal.at(rest)))
        assert "Ada Prova compila per conto di Giulia Colombo." in told, rest
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303, words(sent)
    kept = await portal.desk.one("select channel, filed_by, arrived_at from application")
    assert (kept.channel, kept.filed_by) == ("post", OFFICIAL)
    assert "Arrivata il 2 novembre 2015, 09:00:00,000" in words(
        await portal.open(sent.headers["location"])
    )


async def test_a_paper_that_lacks_something_is_entered_as_it_came(portal: Portal):
    made = (await portal.ask("drafts", entry())).json()
    portal.draft = made["draft_id"]
    await portal.open(made["url"].removeprefix(HOST))
    await portal.fill_all(**{"domande-1": {"a.service": "", "a.cost_cents": ""}})
    check = await portal.open(portal.at("controllo"))
    assert "La domanda si registra così come è arrivata. Mancano ancora:" in words(check)
    assert "Manca la risposta: Quanto costa il servizio?" in words(check)
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303, words(sent)


async def test_the_delegate_is_named_on_every_page(portal: Portal):
    delegate = {"name": "Marco Brambilla", "tax_code": "BRMMRC79S03G686Q", "relation": "figlio"}
    arrival = {**entry()["arrival"], "delegate": delegate}
    made = (await portal.ask("drafts", entry(arrival=arrival))).json()
    page = await portal.open(made["url"].removeprefix(HOST))
    assert "con la delega a Marco Brambilla." in words(page)


async def test_the_address_of_an_official_opens_a_draft_once(portal: Portal, time: Time):
    made = (await portal.ask("drafts", entry())).json()
    path = made["url"].removeprefix(HOST)
    assert (await portal.browser.get(path)).status_code == 303
    async with browser_of(portal.app) as other:
        assert (await other.get(path)).status_code == 404
    late = (await portal.ask("drafts", entry())).json()
    time.is_("2015-11-02T10:16")
    page = await portal.open(late["url"].removeprefix(HOST))
    assert "Questo indirizzo è già stato usato o è scaduto." in words(page)


async def test_only_our_own_services_open_drafts_and_ask_of_them(portal: Portal):
    for path, body in (("drafts", entry()), ("queries/letter-facts", {"application_ids": []})):
        answer = await portal.browser.post(f"/v1/{path}", json=body, headers={"Accept": "*/*"})
        assert (answer.status_code, answer.json()["title"]) == (401, "service-key"), path


async def test_an_official_names_a_line_that_is_there(portal: Portal):
    answer = await portal.ask("drafts", entry(line="X"))
    assert answer.status_code == 422
