"""The pages of adhesions: what waits and by when, the Scheda, who waits for it, its steps."""

from datetime import date
from uuid import UUID

import httpx2
import pytest

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.bureau import Bureau
from tests.dashboard.conftest import card, hire, log_in, plain, send_form, waiting_case
from tests.dashboard.network_world import (
    BOSS,
    adhesion,
    agreement,
    awaiting,
    known,
    plan,
    roll,
)
from tests.dashboard.peers import Owner


async def test_adhesions_are_listed_with_what_waits_and_by_when(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    bureau.roll = roll(adhesion(), adhesion("provisional"), adhesion("confirmed"))
    text = plain(await signed.get("/adesioni"))
    for words in (
        "1 Scheda aspetta la conferma, 1 aspetta l'originale firmato.",
        "Da confermare La risposta dell'ente 31 mar 2016",
        "Provvisoria L'originale firmato 9 apr 2016",
        "Confermata Nulla nessuno",
    ):
        assert words in text


async def test_the_filters_of_the_address_are_asked_of_the_network(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    last = adhesion("confirmed")
    bureau.roll = roll(last, more=True)
    await signed.get("/adesioni?stato=confirmed&alleanza=nessuna")
    page = await signed.get("/adesioni")
    after = f"9999-12-31_{last.adhesion_id}"
    assert f"/adesioni?dopo={after}" in page.text
    await signed.get(f"/adesioni?dopo={after}")
    first, _, third = bureau.asked
    assert (first.state, first.alliance) == ("confirmed", None)
    assert (third.after_on, third.after_id) == (date.max, last.adhesion_id)


async def test_the_applications_that_wait_for_an_employer_are_counted_and_shown(
    desk: Desk, bureau: Bureau, owner: Owner, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, applicant="Paola Conti")
    owner.awaited = [awaiting(case)]
    mine = adhesion()
    bureau.roll, here = roll(mine), known(bureau, mine)
    page = await signed.get("/adesioni")
    assert f'href="{here}#aspettano"' in page.text
    assert "1 domanda aspetta" in plain(page)
    one = await signed.get(here)
    assert "1 domanda aspetta questa impresa Paola Conti" in plain(one)
    assert f'href="/domande/{case}"' in one.text


async def test_who_may_not_read_an_application_does_not_read_its_name_on_an_adhesion(
    desk: Desk, bureau: Bureau, owner: Owner, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, applicant="Paola Conti")
    desk.cards.gate = Refusal("in-conflict", "Hai dichiarato un conflitto.", 403)
    owner.awaited = [awaiting(case)]
    mine = adhesion()
    bureau.roll, here = roll(mine), known(bureau, mine)
    assert "Paola Conti" not in (await signed.get(here)).text


async def test_an_adhesion_shows_its_sheet_its_size_and_its_papers(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    text = plain(await signed.get(known(bureau, adhesion())))
    for words in (
        "Rappresentante Marco Brambilla, amministratore",
        "Anno 2015 9 ULA, fatturato 2.500.000,00 €, bilancio 1.900.000,00 €",
        "Le interessa consulenza, voucher per chi lavora qui",
        "Dimensione microimpresa",
        "9 ULA: meno di 10.",
        "Copia per e-mail 0000101/2016",
    ):
        assert words in text
    assert "BRMMRC79S03G686Q" not in text


async def test_a_step_reaches_the_network_with_its_day_and_reason(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = known(bureau, adhesion("confirmed"))
    typed = {"step": "withdraw", "on": "2016-06-30", "reason": "Lo chiede l'impresa."}
    answer = await send_form(signed, here, f"{here}/passi", **typed)
    assert answer.headers["location"] == f"{here}?fatto=withdraw"
    [(_, asked)] = bureau.taken
    assert (asked.step, asked.on, asked.reason) == (
        "withdraw",
        date(2016, 6, 30),
        "Lo chiede l'impresa.",
    )
    assert asked.official == f"staff:{manager.id}"


@pytest.mark.parametrize(
    ("state", "offered", "closed"),
    [
        ("received", "Conferma l'adesione", "Registra il recesso"),
        ("provisional", "Registra l'originale firmato", "Conferma l'adesione"),
        ("confirmed", "Sospendi l'adesione", "Riprendi l'adesione"),
        ("suspended", "Riprendi l'adesione", "Sospendi l'adesione"),
    ],
)
async def test_only_what_may_be_done_now_is_offered(
    bureau: Bureau, signed: httpx2.AsyncClient, state: str, offered: str, closed: str
):
    text = plain(await signed.get(known(bureau, adhesion(state))))
    assert (offered in text, closed in text) == (True, False)


async def test_what_the_network_refuses_is_told_beside_the_form(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = known(bureau, adhesion())
    words = "Chi conferma non può essere chi ha registrato la Scheda."
    bureau.refusal = Refusal("same-official", words, 409)
    answer = await send_form(signed, here, f"{here}/passi", step="confirm")
    assert (answer.status_code, words in plain(answer)) == (409, True)


async def test_an_original_is_registered_with_its_number_and_channel(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = known(bureau, adhesion("provisional"))
    typed = {"protocol": "0000123/2016", "channel": "pec", "arrived_on": "2016-03-05"}
    await send_form(signed, here, f"{here}/originali", **typed, signature="digital")
    [(_, filing)] = bureau.taken
    paper = filing.document
    assert (paper.kind, paper.protocol, paper.channel) == ("original", "0000123/2016", "pec")
    assert (paper.signature, paper.arrived_at.isoformat()) == (
        "digital",
        "2016-03-05T12:00:00+01:00",
    )


async def test_an_original_without_its_number_comes_back(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = known(bureau, adhesion("provisional"))
    typed = {"protocol": "12", "channel": "pec", "arrived_on": "2016-03-05"}
    answer = await send_form(signed, here, f"{here}/originali", **typed)
    assert (answer.status_code, bureau.taken) == (422, [])
    assert "Manca qualcosa: ricontrolla i campi." in plain(answer)


async def test_a_plan_is_opened_and_shown_with_its_next_milestone_and_hours(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = known(bureau, adhesion("confirmed"))
    opened = await send_form(signed, here, f"{here}/piani", title="Congedo a ore")
    assert opened.headers["location"] == f"{here}?fatto=plan"
    assert [body.title for _, body in bureau.taken] == ["Congedo a ore"]
    found = plan("open", ("survey", "2016-03-11"))
    bureau.plans[found.plan_id] = found
    text = plain(await signed.get(here))
    assert "Prossimo passo: piano scritto." in text
    assert "14 h 30 min di consulenza su 40 h, ne restano 25 h 30 min." in text


async def test_an_agreement_is_told_with_its_places(bureau: Bureau, signed: httpx2.AsyncClient):
    mine = adhesion("confirmed")
    shared = agreement(mine.adhesion_id, UUID(int=1))
    bureau.agreements[shared.agreement_id] = shared
    text = plain(await signed.get(known(bureau, mine)))
    assert "Posti nido: 1 posti presi su 1, 1 in attesa; costo per quote" in text


async def test_a_reader_reads_and_moves_nothing(
    desk: Desk, bureau: Bureau, browser: httpx2.AsyncClient
):
    await hire(desk.database, "legge@capofila.test", "reader")
    await log_in(browser, email="legge@capofila.test")
    here = known(bureau, adhesion())
    assert "Che cosa puoi fare adesso" not in plain(await browser.get(here))
    answer = await send_form(browser, here, f"{here}/passi", step="confirm")
    assert (answer.status_code, bureau.taken) == (403, [])


async def test_an_adhesion_that_is_not_there_is_not_found(signed: httpx2.AsyncClient):
    assert (await signed.get(f"/adesioni/{BOSS.removeprefix('staff:')}")).status_code == 404
