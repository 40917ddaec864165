"""Drafts: nothing typed is lost, nobody else reads it, and it is sent once."""

import asyncio
from uuid import UUID

import httpx2
import pytest

from kit.database import Cause
from services.portal.api import check
from services.portal.api.sheet import sheet_of
from services.portal.models import Draft
from services.portal.queries.peer import Peer
from services.portal.usecases.sending import freeze
from tests.applications.world import Time
from tests.applications.world_calls import later, publish_later
from tests.portal.conftest import browser_of
from tests.portal.world import ANSWERS, GIULIA, IBAN, Portal, errors, heading, hidden, words

LOST = "Questa domanda non si trova, o questo browser non la può aprire: la riprenda con il codice."


async def test_what_was_typed_is_there_when_the_browser_was_killed(portal: Portal):
    await portal.begin()
    await portal.fill("chi", {**GIULIA, "a.applicant.tax_code": "non lo so"})
    async with browser_of(portal.app) as other:
        portal.browser = other
        resumed = await portal.send("/riprendi", {"codice": portal.code.lower().replace("-", " ")})
        assert resumed.headers["location"] == portal.at()
        page = await portal.open(portal.at("passo/chi"))
    assert 'value="non lo so"' in page.text
    assert 'value="Giulia"' in page.text


@pytest.mark.parametrize("typed", ["", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "x" * 200, "ÀÈÌ", "\0"])
async def test_a_code_that_is_nobodys_opens_nothing(portal: Portal, typed: str):
    page = await portal.send("/riprendi", {"codice": typed})
    assert page.status_code in (404, 422)
    assert "Nessuna domanda ha questo codice" in words(page) or "campi non validi" in words(page)


async def test_codes_cannot_be_tried_one_after_the_other(portal: Portal):
    for _ in range(10):
        await portal.send("/riprendi", {"codice": "sbagliato"})
    page = await portal.send("/riprendi", {"codice": "sbagliato"})
    assert (page.status_code, heading(page)) == (429, "Troppe richieste")
    assert int(page.headers["retry-after"]) > 0


async def test_nobody_opens_the_draft_of_somebody_else(portal: Portal):
    await portal.begin()
    async with browser_of(portal.app) as other:
        portal.browser = other
        for rest in ("", "passo/chi", "controllo", "codice", "pausa", "ricevuta", "ricevuta.json"):
            page = await portal.open(portal.at(rest))
            assert (page.status_code, LOST in words(page)) == (404, True), rest


async def test_a_draft_that_is_not_there_looks_like_one_of_somebody_else(portal: Portal):
    page = await portal.open("/domanda/01a2049a-12ed-7f14-a3d0-b3f0bc0d678a")
    assert (page.status_code, LOST in words(page)) == (404, True)


async def test_the_code_is_shown_once_and_a_new_one_ends_it(portal: Portal):
    await portal.begin()
    await portal.send(portal.at("codice"))
    assert "Il codice è già stato mostrato." in words(await portal.open(portal.at("codice")))
    await portal.send(portal.at("codice"), {"azione": "nuovo"})
    page = await portal.send("/riprendi", {"codice": portal.code})
    assert page.status_code == 404


async def test_no_secret_of_a_draft_is_stored_as_it_is(portal: Portal):
    await portal.begin()
    kept = str(await portal.rows("select * from draft_key")) + str(
        await portal.rows("select * from draft")
    )
    assert portal.code not in kept
    secrets = [value for name, value in portal.browser.cookies.items() if "bozza" in name]
    assert secrets
    assert not [each for each in secrets if each in kept]


async def test_the_first_save_with_an_address_is_announced_once(portal: Portal, time: Time):
    await portal.begin()
    await portal.fill("chi", {**GIULIA, "a.applicant.email": ""})
    assert await portal.told() == []
    await portal.fill("chi", GIULIA)
    await portal.fill("domande-1", ANSWERS)
    [(name, fact)] = await portal.told()
    assert name == "draft.saved.v1"
    assert (fact["application_id"], fact["call_id"]) == (portal.draft, "ADM-2015")
    assert fact["wake_at"] == "2015-12-06T22:59:59Z"
    assert "giulia" not in str(fact)


async def test_two_pages_of_one_step_are_warned_and_the_last_save_stays(portal: Portal):
    await portal.begin()
    path = portal.at("passo/domande-1")
    first, second = [hidden(await portal.open(path)) for _ in range(2)]
    for page, cost in ((first, "100"), (second, "200")):
        answer = await portal.browser.post(
            path, data={**page, **ANSWERS, "a.cost_cents": cost, "azione": "continua"}
        )
    assert answer.headers["location"].endswith("?avviso=altra-scheda")
    told = words(await portal.open(answer.headers["location"]))
    assert "aperta anche in un'altra scheda" in told
    assert (await portal.data())["answers"]["cost_cents"] == "200"


async def test_a_page_that_saves_again_is_not_another_page(portal: Portal):
    await portal.begin()
    path = portal.at("passo/domande-1")
    page = hidden(await portal.open(path))
    for _ in range(2):
        answer = await portal.browser.post(path, data={**page, **ANSWERS, "azione": "continua"})
    assert answer.headers["location"] == portal.at("passo/documenti")


async def test_what_was_typed_before_the_press_does_not_undo_it(portal: Portal):
    await portal.begin()
    path = portal.at("passo/domande-1")
    page = hidden(await portal.open(path))
    await portal.browser.post(path, data={**page, **ANSWERS, "azione": "continua"})
    late = await portal.browser.post(f"{path}/bozza", data={**page, "a.cost_cents": "1"})
    assert late.status_code == 200
    assert (await portal.data())["answers"]["cost_cents"] == "1.200,00"


async def test_pages_of_two_steps_do_not_undo_each_other(portal: Portal):
    await portal.begin()
    await asyncio.gather(portal.fill("pagamento", IBAN), portal.fill("domande-1", ANSWERS))
    data = await portal.data()
    assert data["iban"] == IBAN["iban"]
    assert data["answers"]["work"] == "employee"


async def test_a_double_click_makes_one_application(portal: Portal):
    await portal.begin()
    await portal.fill_all()
    typed = hidden(await portal.open(portal.at("controllo")))
    sent = await asyncio.gather(
        *(portal.browser.post(portal.at("invio"), data=typed) for _ in range(3))
    )
    assert {each.headers["location"] for each in sent} == {portal.at("ricevuta")}
    assert len(await portal.desk.rows("select id from application")) == 1


async def test_a_sending_whose_answer_was_lost_is_made_good(portal: Portal):
    await portal.begin()
    await portal.fill_all()
    with pytest.raises(httpx2.HTTPError):
        await _send_and_lose_the_answer(portal)
    assert (await portal.one("select sending is null as gone from draft")).gone is False
    refused = await portal.fill("pagamento", {"iban": "IT27L0306933400100000001234"})
    assert heading(refused) == "Non si può fare"
    assert "era già partita" in words(await portal.open(portal.at("controllo")))
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303
    assert len(await portal.desk.rows("select id from application")) == 1


async def _send_and_lose_the_answer(portal: Portal) -> None:
    """The body is fixed and filed, and the process dies before it hears of it."""
    body = await _body(portal)
    async with portal.front.database.transaction(Cause(actor="test")) as session:
        frozen = await freeze(session, UUID(portal.draft), body)
    await portal.front.applications.file(frozen, f"draft-{portal.draft}")
    raise httpx2.ReadError("lost")


async def _body(portal: Portal) -> bytes:
    async with portal.front.database.reading() as session:
        draft = await session.get_one(Draft, UUID(portal.draft))
    return check.body_of(await sheet_of(portal.front, draft))


async def test_what_is_typed_is_kept_while_nobody_else_answers(portal: Portal):
    await portal.begin()
    reached, applications = portal.front.applications._peer, portal.front.applications
    applications._peer = Peer("http://127.0.0.1:1", "")
    page = await portal.fill("domande-1", ANSWERS)
    assert page.headers["location"] == portal.at("passo/documenti")
    assert "In questo momento il servizio non risponde" in words(
        await portal.open(portal.at("controllo"))
    )
    assert (await portal.open("/")).status_code == 503
    applications._peer = reached
    assert (await portal.data())["answers"]["work"] == "employee"


async def test_a_call_that_changed_is_told_and_followed(portal: Portal):
    await portal.begin()
    await portal.fill("chi", GIULIA)
    await publish_later(portal.desk, later(portal.desk.programmes))
    page = await portal.open(portal.at("passo/domande-1"))
    assert heading(page) == "Il bando è cambiato"
    assert "31 dicembre 2015" in words(page)
    await portal.send(portal.at("novita"))
    assert heading(await portal.open(portal.at("passo/domande-1"))) == "Le domande del bando"
    assert (await portal.data())["applicant"]["given_name"] == "Giulia"


async def test_a_draft_of_a_closed_call_is_told_kindly_and_filed_late(portal: Portal, time: Time):
    await portal.begin()
    await portal.fill_all()
    time.is_("2015-12-10T09:00")
    await portal.send("/riprendi", {"codice": portal.code})
    told = words(await portal.open(portal.at("controllo")))
    assert "Il termine per fare domanda è passato." in told
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert "registrata come fuori termine" in words(await portal.open(sent.headers["location"]))


async def test_nothing_is_sent_while_a_call_is_suspended(portal: Portal):
    await portal.begin()
    await portal.fill_all()
    await portal.desk.took("ADM-2015", "suspend")
    page = await portal.open(portal.at("controllo"))
    assert "È sospeso: per ora non si possono inviare domande." in words(page)
    assert "Invia la domanda" not in words(page)
    sent = await portal.send(portal.at("invio"), of="/riprendi")
    assert "per ora non si presentano domande" in words(sent)
    await portal.desk.took("ADM-2015", "resume")
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303


async def test_no_draft_is_begun_for_a_call_that_is_not_open(portal: Portal, time: Time):
    time.is_("2015-12-10T09:00")
    page = await portal.send("/bandi/ADM-2015/II/domanda", of="/riprendi")
    assert (page.status_code, heading(page)) == (409, "Non si può fare")
    assert await portal.rows("select id from draft") == []


async def test_a_shared_computer_forgets_and_the_code_remembers(portal: Portal):
    await portal.begin()
    await portal.send(portal.at("chiudi"), of=portal.at("pausa"))
    assert (await portal.open(portal.at())).status_code == 404
    await portal.send("/riprendi", {"codice": portal.code})
    assert (await portal.open(portal.at())).status_code == 200


async def test_the_key_of_a_browser_ends_after_a_week(portal: Portal, time: Time):
    await portal.begin()
    time.is_("2015-11-09T09:59")
    assert (await portal.open(portal.at())).status_code == 200
    time.is_("2015-11-09T10:01")
    assert (await portal.open(portal.at())).status_code == 404


async def test_a_draft_is_deleted_with_everything_typed(portal: Portal):
    await portal.begin()
    await portal.fill("chi", GIULIA)
    done = await portal.send(portal.at("elimina"), of=portal.at("pausa"))
    assert "La bozza è stata eliminata." in words(await portal.open(done.headers["location"]))
    assert await portal.rows("select 1 from draft") == []
    assert await portal.rows("select 1 from draft_key") == []


async def test_a_sent_application_is_not_deleted_here(portal: Portal):
    await portal.apply()
    page = await portal.send(portal.at("elimina"), of=portal.at())
    assert "La domanda è già stata inviata: può ritirarla." in words(page)


async def test_the_drafts_of_a_browser_stand_on_the_home_page(portal: Portal):
    assert "Le Sue domande" not in words(await portal.open("/"))
    await portal.begin()
    assert f'href="{portal.at()}"' in (await portal.open("/")).text


async def test_drafts_without_an_address_are_swept_after_a_month(portal: Portal, time: Time):
    await portal.begin()
    left = portal.draft
    time.is_("2015-12-03T10:00")
    await portal.begin()
    assert [str(each.id) for each in await portal.rows("select id from draft")] == [portal.draft]
    assert left != portal.draft


async def test_an_empty_form_says_what_to_write(portal: Portal):
    await portal.begin()
    page = await portal.fill("chi", {})
    assert page.status_code == 422
    assert errors(page)[0] == "Scriva il nome."
    assert "<title>Errore: Chi fa domanda (passo 1 di 6)" in page.text
