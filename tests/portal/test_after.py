"""After the sending: the receipt, where the application is, withdrawing and amending it."""

import json
from uuid import UUID

from tests.applications.world import Time
from tests.applications.world_calls import later, publish_later
from tests.portal.world import ANSWERS, Portal, errors, heading, hidden, words


async def test_the_receipt_bears_number_day_place_and_the_links_of_the_chain(portal: Portal):
    page = await portal.apply()
    kept = (await portal.one("select receipt from draft")).receipt
    told = words(page)
    assert "Numero di protocollo 0000001/2015" in told
    assert "Registrata il 2 novembre 2015, 10:00" in told
    assert "Posto in ordine di arrivo 1º" in told
    assert "Risposta entro mercoledì 2 dicembre 2015" in told
    assert all(kept["entry"][name] in told for name in ("link", "previous_link", "content_hash"))


async def test_the_receipt_is_taken_home_as_a_file(portal: Portal):
    await portal.apply()
    answer = await portal.browser.get(portal.at("ricevuta.json"))
    disposition = 'attachment; filename="ricevuta-0000001-2015.json"'
    assert answer.headers["content-disposition"] == disposition
    checked = await portal.desk.door.post("/v1/receipt-checks", json=answer.json()["entry"])
    assert checked.json() == {"genuine": True}


async def test_the_content_hash_is_of_what_was_sent(portal: Portal):
    await portal.apply()
    row = await portal.desk.one("select content_hash from application")
    kept = (await portal.one("select receipt from draft")).receipt
    assert row.content_hash == kept["content_hash"]


async def test_who_applied_sees_where_the_application_is(portal: Portal):
    await portal.apply()
    page = await portal.open(portal.at())
    assert heading(page) == "A che punto è la domanda"
    assert "Importo calcolato 600,00" in words(page)
    await portal.desk.check(UUID(portal.draft))
    assert "In istruttoria" in words(await portal.open(portal.at()))


async def test_a_withdrawal_is_confirmed_first_and_then_registered(portal: Portal):
    await portal.apply()
    page = await portal.send(portal.at("ritiro"))
    assert (page.status_code, errors(page)) == (422, ["Confermi che vuole ritirare la domanda."])
    done = await portal.send(portal.at("ritiro"), {"conferma": "si"})
    told = words(await portal.open(done.headers["location"]))
    assert "La domanda è ritirata, e il ritiro è registrato." in told
    assert "0000002/2015" in told
    assert "Ritira la domanda" not in told


async def test_a_withdrawal_pressed_twice_is_registered_once(portal: Portal):
    await portal.apply()
    typed = {**hidden(await portal.open(portal.at("ritiro"))), "conferma": "si"}
    for _ in range(2):
        done = await portal.browser.post(portal.at("ritiro"), data=typed)
        assert done.status_code == 303
    assert (await portal.desk.one("select max(last) as last from counter")).last == 2


async def test_an_amendment_begins_with_what_was_declared(portal: Portal):
    await portal.apply()
    first = portal.draft
    begun = await portal.send(portal.at("modifica"), of=portal.at())
    portal.draft = begun.headers["location"].split("/")[2]
    page = await portal.open(portal.at())
    assert 'value="1200,00"' in page.text
    assert "modifica di una domanda inviata" in words(page)
    await portal.fill("domande-1", {**ANSWERS, "a.cost_cents": "800"})
    await portal.fill("documenti", {})
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert "Protocollo 0000002/2015" in words(await portal.open(sent.headers["location"]))
    row = await portal.desk.one("select id, amount_cents from application")
    assert (str(row.id), row.amount_cents) == (first, 40_000)


async def test_an_amendment_comes_too_late_after_the_closing(portal: Portal, time: Time):
    await portal.apply()
    time.is_("2015-12-10T09:00")
    await portal.send("/riprendi", {"codice": portal.code})
    assert "Modifica la domanda" not in words(await portal.open(portal.at()))
    page = await portal.send(portal.at("modifica"), of="/riprendi")
    assert "La domanda non si può più modificare." in words(page)


async def test_a_call_that_changed_does_not_stop_who_has_applied(portal: Portal):
    await portal.apply()
    await publish_later(portal.desk, later(portal.desk.programmes))
    assert heading(await portal.open(portal.at())) == "A che punto è la domanda"


async def test_the_data_of_calls_are_open(portal: Portal):
    listed = (await portal.browser.get("/bandi.json")).json()
    one = (await portal.browser.get("/bandi/ADM-2015.json")).json()
    assert listed["items"] == [one]
    assert "giulia" not in json.dumps(listed).lower()
