"""The simulator, and what follows from it: who moves, how much money, and the act for it."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from contracts.publishing import MigrationPreview, MigrationRequest, Recalculation, WhatIfRequest
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import (
    CALL,
    changed,
    draft,
    open_call,
    published,
    threshold,
    version,
)
from tests.dashboard.conftest import card, plain, send_form, tell, waiting_case
from tests.dashboard.peers import Owner
from tests.dashboard.tries_world import effect, mover

PAGE = f"/bandi/{CALL}/simulatore"
RECALCULATION = f"/bandi/{CALL}/versioni/3/ricalcolo"
ACT = {"act_number": "44", "act_on": "2016-05-04", "reason": "Nuova soglia"}


def movers():
    up = mover(3, "yes", "yes", after_cents=1_500_000, reasons=["Accordi da 3 a 4."])
    return mover(1), mover(2), up


@pytest.fixture
def recalculated(owner: Owner) -> None:
    """A third version whose act says to compute again, in force."""
    owner.calls[CALL] = open_call(versions=[version(draft()), version(threshold())], steps=[])
    owner.effects[3] = effect(*movers())


async def test_the_simulator_tries_the_version_that_waits_and_answers_first(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL], owner.effects[3] = open_call(), effect(*movers())
    text = plain(await signed.get(PAGE))
    assert owner.asked == [WhatIfRequest(call_id=CALL, version=3)]
    words = "2 domande diventano ammissibili, nessuna smette di esserlo; "
    assert f"{words}servono 24.000,00 € in più, 73.600,00 € in tutto." in text
    assert "La soglia delle persone passa da 50 a 60." in text
    assert "I fondi arrivano a 5 domande invece di 4." in text


async def test_every_bar_has_a_title_a_description_and_a_table(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL], owner.effects[3] = open_call(), effect(*movers())
    page = await signed.get(PAGE)
    chart = page.text.partition("<svg role=")[2].partition("</svg>")[0].replace("\xa0", " ")
    assert "Spesa per le domande ammissibili di «Incentivi alle imprese», prima e dopo" in chart
    assert "Dopo: 72.000,00 € per le domande ammissibili; i fondi, 60.000,00 €," in chart
    assert 'class="bar-within" x="0" y="74" width="83.3%"' in chart
    assert 'class="bar-beyond" x="83.3%" y="74" width="16.6%"' in chart
    text = plain(page)
    assert "Spesa per le ammissibili 48.000,00 € 72.000,00 € Fondi della sezione" in text
    assert "Domande raggiunte dai fondi 4 5" in text


async def test_every_number_of_movers_leads_to_as_many(owner: Owner, signed: httpx2.AsyncClient):
    owner.calls[CALL], owner.effects[3] = open_call(), effect(*movers())
    page = (await signed.get(PAGE)).text
    counted = re.findall(r'data-kpi="(\d+)" href="([^"#]+)', page)
    chips = re.findall(r'<li><a href="([^"#]+)#chi"[^>]*>[^<]*<span class="count">(\d+)<', page)
    links = [(int(count), href) for count, href in counted]
    links += [(int(count), href) for href, count in chips]
    assert sorted(count for count, _ in links) == [1, 1, 2, 2, 3]
    for count, href in links:
        listed = (await signed.get(href.replace("&amp;", "&"))).text.count('class="row-link')
        assert listed == count, href


async def test_movers_lead_to_their_cases_and_say_why(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL], moving = open_call(), movers()
    owner.effects[3] = effect(*moving)
    case = moving[0].application_id
    desk.cards.cards[case] = card(case)
    page = await signed.get(PAGE)
    assert f'href="/domande/{case}">0000001/2016</a>' in page.text
    text = plain(page)
    assert "Officina Prova S.r.l. 1 Incentivi alle imprese No → diventa Sì 0,00 €" in text
    assert "Accordi da 3 a 4." in text


async def test_movers_are_not_named_to_who_may_not_read_them(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL], moving = open_call(), movers()
    owner.effects[3] = effect(*moving)
    case = moving[0].application_id
    desk.cards.cards[case] = card(case)
    desk.cards.gate = Refusal("declare-first", "Prima dichiara.", 403)
    assert "Officina Prova" not in (await signed.get(PAGE)).text


async def test_long_lists_of_movers_come_in_pages_under_sixty_kilobytes(
    owner: Owner, signed: httpx2.AsyncClient
):
    many = [mover(number) for number in range(1, 31)]
    owner.calls[CALL], owner.effects[3] = open_call(), effect(*many, movers_in_all=600)
    first = await signed.get(PAGE)
    assert "Si muovono in 600: l'elenco mostra le prime 30." in plain(first)
    following = re.search(r'href="([^"]+)" rel="next"', first.text)[1].replace("&amp;", "&")
    second = await signed.get(following)
    assert [each.text.count('class="row-link') for each in (first, second)] == [25, 5]
    assert len(first.content) < 60_000


async def test_a_version_that_moves_nobody_says_so(owner: Owner, signed: httpx2.AsyncClient):
    owner.calls[CALL], owner.effects[1] = open_call(), effect()
    text = plain(await signed.get(f"{PAGE}?versione=1"))
    assert "Su 10 domande, nessuna cambia esito o importo." in text
    assert "Chi si muove Nessuna." in text


async def test_the_version_in_force_has_nothing_to_be_compared_with(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    owner.effects[2] = effect(after_version=2, differences=["Le sezioni cambiano."])
    text = plain(await signed.get(f"{PAGE}?versione=2"))
    assert "La versione 2 è in vigore: non c'è nulla da confrontare." in text
    assert "Le sezioni cambiano." not in text


async def test_a_simulation_that_is_refused_says_why_and_lets_choose_again(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    owner.refusal = Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    page = await signed.get(PAGE)
    assert page.status_code == 200
    assert "Il bando non esiste o non è pubblicato." in plain(page)
    assert "Versione 3, controllata: cambio di una soglia" in plain(page)


async def test_a_recalculation_shows_what_would_change_and_proposes_the_act(
    owner: Owner, signed: httpx2.AsyncClient, recalculated: None
):
    page = await signed.get(RECALCULATION)
    assert owner.asked == [WhatIfRequest(call_id=CALL, version=3, before=2)]
    assert "2 domande diventano ammissibili" in plain(page)
    assert "Ogni domanda non ancora decisa passa alla versione 3" in plain(page)
    assert 'name="act_number" type="text" value="44"' in page.text
    assert 'name="act_on" type="date" value="2016-05-04"' in page.text


async def test_a_confirmed_recalculation_reaches_the_call_and_tells_its_figures(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff, recalculated: None
):
    response = await send_form(signed, RECALCULATION, RECALCULATION, **ACT)
    [(call_id, request, _)] = owner.taken
    official = f"staff:{manager.id}"
    assert call_id == CALL
    assert request == MigrationRequest(to_version=3, official=official, **ACT)
    text = plain(await signed.get(response.headers["location"]))
    assert "2 domande con un altro esito o importo, 5 come prima, 3 lasciate" in text


def part(remaining: int) -> Recalculation:
    return Recalculation(migrated=100, unchanged=400, remaining=remaining, left=3)


async def test_a_recalculation_goes_on_part_by_part_and_tells_how_far_it_is(
    owner: Owner, signed: httpx2.AsyncClient, recalculated: None
):
    owner.parts = [part(remaining=500), part(remaining=0)]
    page = await send_form(signed, RECALCULATION, RECALCULATION, **ACT)
    told = "Ricalcolate 500 domande su 1000 con la versione 3: 100 con un altro esito o importo"
    assert told in plain(page)
    response = await signed.post(RECALCULATION, data=hidden(page))
    figures = parse_qs(urlsplit(response.headers["location"]).query)["ricalcolo"]
    assert figures == ["200-800-3"]
    first, second = (key for _, _, key in owner.taken)
    assert (first[-2:], second) == ("-0", f"{first[:-2]}-1")


async def test_a_page_that_goes_on_by_itself_is_told_where_to_end(
    owner: Owner, signed: httpx2.AsyncClient, recalculated: None
):
    owner.parts = [part(remaining=500), part(remaining=0)]
    page = await send_form(signed, RECALCULATION, RECALCULATION, **ACT)
    by_itself = {"HX-Request": "true"}
    response = await signed.post(RECALCULATION, data=hidden(page), headers=by_itself)
    assert response.headers["hx-redirect"] == f"/bandi/{CALL}?ricalcolo=200-800-3"


def hidden(page: httpx2.Response) -> dict[str, str]:
    """What the form of a page sends by itself."""
    main = page.text.partition("<main")[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main))


@pytest.mark.parametrize("missing", ["act_number", "act_on", "reason"])
async def test_an_act_without_one_of_its_parts_recalculates_nothing(
    owner: Owner, signed: httpx2.AsyncClient, recalculated: None, missing: str
):
    page = await send_form(signed, RECALCULATION, RECALCULATION, **{**ACT, missing: ""})
    assert page.status_code == 422
    assert "L&#39;atto vuole numero, giorno e motivo." in page.text
    assert owner.taken == []


@pytest.mark.parametrize("number", [1, 2, 9])
async def test_a_version_whose_act_does_not_recalculate_has_no_such_page(
    owner: Owner, signed: httpx2.AsyncClient, recalculated: None, number: int
):
    path = f"/bandi/{CALL}/versioni/{number}/ricalcolo"
    answer = await signed.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (404, "no-recalculation")


def preview() -> MigrationPreview:
    facts = {
        "application_id": new_id(),
        "from_version": 1,
        "to_version": 2,
        "before": "no",
        "after": "yes",
        "before_cents": 0,
        "after_cents": 1_200_000,
        "sentences": ["Con 55 persone il requisito dell'art. 4 è rispettato."],
    }
    return MigrationPreview.model_validate(facts)


async def test_a_case_offers_the_later_versions_that_were_published(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    await tell(desk.database, published(), changed())
    page = await signed.get(f"/domande/{case}")
    assert f'<a href="/domande/{case}/versioni/2">Giudica con la versione 2</a>' in page.text
    assert f"/domande/{case}/versioni/3" not in page.text


async def test_another_version_shows_its_differences_before_it_is_confirmed(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    owner.previews[case] = preview()
    text = plain(await signed.get(f"/domande/{case}/versioni/2"))
    assert "Ora la pratica è giudicata con la versione 1 del bando." in text
    assert "Proroga con integrazione: atto n. 31 del 20 apr 2016." in text
    assert "Requisiti No → diventa Sì Importo 0,00 € → diventa 12.000,00 €" in text
    assert "Con 55 persone il requisito dell'art. 4 è rispettato." in text


async def test_a_confirmed_version_reaches_the_case(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    case = await waiting_case(desk)
    owner.previews[case] = preview()
    path = f"/domande/{case}/versioni/2"
    response = await send_form(signed, path, path, **ACT)
    assert response.headers["location"] == f"/domande/{case}?esito=versione"
    [(application, request, _)] = owner.taken
    assert (application, request.to_version, request.act_number) == (str(case), 2, "44")
    assert "Atto registrato" in plain(await signed.get(response.headers["location"]))


async def test_a_version_that_the_case_refuses_is_told_beside_the_form(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    owner.previews[case] = preview()
    owner.refusal = Refusal("already-decided", "La domanda è già decisa.", 409)
    path = f"/domande/{case}/versioni/2"
    page = await send_form(signed, path, path, **ACT)
    assert page.status_code == 409
    assert "La domanda è già decisa." in page.text.partition("Conferma con un atto")[2]
