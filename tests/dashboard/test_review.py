"""«Istruttorie»: what waits for whom, the reviewers of a call, and the gate before everything."""

from dataclasses import replace

import httpx2
import pytest

from contracts.review import Agreement
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import hire, log_in, plain, send_form
from tests.dashboard.peers import Owner
from tests.dashboard.review_world import (
    READER,
    REVIEWED,
    assigned_case,
    reading_card,
    readings,
    reviewed_case,
    reviewed_programmes,
    reviewer,
    reviewer_card,
    who,
)

JSON = {"Accept": "application/json"}
DECLARE = "Prima di vedere le domande di un bando chi le esamina dichiara."
IN_CONFLICT = "Chi è in conflitto di interessi non vede e non esamina la domanda."
GATE = f"/istruttorie/bandi/{REVIEWED}/dichiarazione"
PAGE = f"/istruttorie/bandi/{REVIEWED}"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, programmes=reviewed_programmes())


@pytest.fixture
async def anna(desk: Desk) -> Staff:
    return await reviewer(desk)


@pytest.fixture
async def reading(browser: httpx2.AsyncClient, anna: Staff) -> httpx2.AsyncClient:
    """A reviewer, signed in."""
    assert (await log_in(browser, email=READER)).status_code == 303
    return browser


async def test_my_list_says_what_i_do_next(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    await assigned_case(desk, owner, anna)
    text = plain(await reading.get("/istruttorie"))
    for words in ("1 domanda aspetta te.", "0000001/2016", "Dai i punti", "1 di 2 verifiche"):
        assert words in text
    assert owner.office.asked[-1]["reviewer"] == who(anna)


@pytest.mark.parametrize(
    "told",
    [
        ({"scored": False}, "Rispondi a 1 verifica"),
        ({"scored": False, "open_items": 0}, "Proponi l'esito"),
        ({"proposed": "refused", "waits_for": "signature"}, "Aspetta la firma di altri"),
    ],
)
async def test_each_state_of_a_reading_has_its_next_step(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff,
    told: tuple[dict[str, object], str],
):  # fmt: skip
    changed, words = told
    case = await reviewed_case(desk)
    owner.office.work = readings(reading_card(case, who(anna), **changed))
    assert words in plain(await reading.get("/istruttorie"))


async def test_before_the_declaration_a_list_shows_nobody_by_name(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    waiting = {"reviewer": who(anna), "reading": 1, "declared": False, "handed_in": False}
    owner.office.work = readings(reading_card(case, readers=[waiting]))
    desk.cards.gate = Refusal("declare-first", DECLARE, 403)
    text = plain(await reading.get("/istruttorie"))
    assert "Officina Prova" not in text
    assert "Si apre dopo la dichiarazione" in text
    assert "Prima di leggere: «Bando con istruttoria»" in text


async def test_the_responsible_official_sees_who_reads_what(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, anna: Staff
):
    case = await reviewed_case(desk)
    owner.office.work = readings(
        reading_card(case, waits_for="reader", readers=[]), reader=1, reading=4, signature=2
    )
    text = plain(await signed.get(f"/istruttorie?chi=tutti&bando={REVIEWED}&aspetta=reader"))
    assert "Da firmare: 2. Senza nessuno che le legga: 1." in text
    assert "Nessuno la legge" in text
    asked = {"call_id": REVIEWED, "reviewer": "", "waits_for": "reader", "after": ""}
    assert owner.office.asked[-1] == asked


async def test_who_gives_the_work_out_begins_with_that_of_all_and_finds_their_own(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    page = await signed.get("/istruttorie")
    assert owner.office.asked[-1]["reviewer"] == ""
    assert f"/istruttorie?chi=staff%3A{manager.id}" in page.text
    await signed.get(f"/istruttorie?chi=staff:{manager.id}")
    assert owner.office.asked[-1]["reviewer"] == f"staff:{manager.id}"


async def test_a_reviewer_does_not_look_at_the_work_of_others(reading: httpx2.AsyncClient):
    answer = await reading.get("/istruttorie?chi=tutti", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (403, "not-allowed")


async def test_a_call_shows_the_load_of_each_and_how_alike_they_are(
    owner: Owner, signed: httpx2.AsyncClient, anna: Staff
):
    owner.office.staff = [reviewer_card(who(anna), waiting=3, handed_in=1, declared=False)]
    owner.office.alike = Agreement(compared=12, mean_difference="1.500", alpha="0.412")
    text = plain(await signed.get(PAGE))
    for words in (
        "3 domande da leggere", "1 con i punti consegnati", "Deve dichiarare",
        "Su 12 punteggi messi a confronto due letture distano in media 1,5 punti.",
        "Alfa di Krippendorff 0,412: l'accordo è debole",
    ):  # fmt: skip
        assert words in text


async def test_somebody_is_appointed_for_some_sections_once(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff, anna: Staff
):
    answer = await send_form(signed, PAGE, f"{PAGE}/incarichi", reviewer=who(anna), line="B")
    assert answer.headers["location"] == f"{PAGE}?esito=fatto"
    [(_, given, key)] = owner.taken
    assert (given.reviewer, given.lines, given.active) == (who(anna), ["B"], True)
    assert given.official == who(manager)
    assert len(key) == 36


async def test_who_is_removed_gets_no_more(owner: Owner, signed: httpx2.AsyncClient, anna: Staff):
    owner.office.staff = [reviewer_card(who(anna))]
    assert "passano subito ad altre persone" in plain(await signed.get(PAGE))
    await send_form(signed, PAGE, f"{PAGE}/incarichi", reviewer=who(anna), active="no")
    assert owner.taken[0][1].active is False


async def test_an_appointment_of_nobody_comes_back_at_its_field(
    owner: Owner, signed: httpx2.AsyncClient
):
    answer = await send_form(signed, PAGE, f"{PAGE}/incarichi")
    assert (answer.status_code, owner.taken) == (422, [])
    field = answer.text.partition('id="reviewer"')[2].partition("</div>")[0]
    assert "Scegli chi esamina le domande." in field


@pytest.mark.parametrize("path", ["", "/istruttoria"])
async def test_nothing_of_who_applied_is_shown_before_the_declaration(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff, path: str
):
    case = await assigned_case(desk, owner, anna)
    desk.cards.gate = owner.office.gate = Refusal("declare-first", DECLARE, 403)
    page = await reading.get(f"/domande/{case}{path}")
    text = plain(page)
    assert page.status_code == 200
    assert "Prima di leggere, dichiara" in text
    for hidden in ("Officina Prova", "Manca il numero di addetti.", "12.000,00"):
        assert hidden not in text


async def test_a_declaration_opens_the_case(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    there = f"/domande/{case}/istruttoria"
    owner.office.gate = Refusal("declare-first", DECLARE, 403)
    answer = await send_form(reading, there, GATE, conflict="no", then=there)
    assert answer.headers["location"] == f"{there}?esito=dichiarata"
    [(_, declared, _)] = owner.taken
    assert (declared.reviewer, declared.conflict, declared.application_id) == (
        who(anna), False, None,
    )  # fmt: skip
    assert "Ora la domanda si apre." in plain(await reading.get(answer.headers["location"]))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Scegli una delle due dichiarazioni."),
        ({"conflict": "yes", "reason": " "}, "Scrivi il motivo."),
    ],
)
async def test_half_a_declaration_comes_back(
    owner: Owner, reading: httpx2.AsyncClient, typed: dict[str, str], words: str
):
    answer = await send_form(reading, GATE, GATE, **typed)
    assert (answer.status_code, owner.taken) == (422, [])
    assert words in plain(answer)


async def test_a_case_in_conflict_stays_shut(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    desk.cards.gate = owner.office.gate = Refusal("in-conflict", IN_CONFLICT, 403)
    page = await reading.get(f"/domande/{case}/istruttoria")
    assert page.status_code == 403
    assert IN_CONFLICT in plain(page)
    assert "Firma la dichiarazione" not in page.text


async def test_a_name_finds_no_case_that_may_not_be_read(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    owner.found = [await assigned_case(desk, owner, anna)]
    desk.cards.gate = Refusal("declare-first", DECLARE, 403)
    answer = await send_form(reading, "/domande", "/domande/ricerca", parole="Officina")
    assert "Nessuna domanda trovata." in plain(answer)


async def test_a_case_without_a_review_says_so(desk: Desk, signed: httpx2.AsyncClient):
    case = await reviewed_case(desk)
    answer = await signed.get(f"/domande/{case}/istruttoria", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (409, "no-review")
    await hire(desk.database, "altra@capofila.test", "reader")
    await log_in(signed, email="altra@capofila.test")
    assert "/istruttorie" not in (await signed.get("/domande")).text
