"""Pages made from the questions of a call: conditions, items, errors beside their field."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshHouse
from tests.portal.conftest import standing_portal
from tests.portal.rich import CALL, CHILD, SITUATION, THERE, rich_programmes
from tests.portal.world import GIULIA, Portal, errors, heading, hidden, words

UNKNOWN_PLACE = (
    "Questo comune non è nell'elenco: controlli come è scritto, o scriva il suo codice ISTAT di "
    "6 cifre."
)


@pytest.fixture
async def rich(fresh_house: FreshHouse) -> AsyncIterator[Portal]:
    """A portal with a call that asks everything, and a draft of it by a person."""
    async with standing_portal(fresh_house, CALL, programmes=rich_programmes()) as portal:
        await portal.begin(THERE)
        await portal.fill("chi", {"a.applicant.kind": "person"})
        yield portal


async def test_the_fields_of_who_applies_follow_the_kind(rich: Portal):
    page = await rich.open(rich.at("passo/chi"))
    assert "Codice fiscale" in words(page)
    page = await rich.fill("chi", {"a.applicant.kind": "firm"})
    assert page.status_code == 200
    assert "Partita IVA" in words(page)
    assert "ci sono altre domande in questa pagina" in words(page)
    assert errors(page) == []


async def test_a_kind_must_be_chosen_first(rich: Portal):
    await rich.begin(THERE)
    page = await rich.fill("chi", {})
    assert (page.status_code, errors(page)) == (422, ["Scelga chi fa la domanda."])


async def test_seven_questions_stand_on_a_page_and_the_rest_on_the_next(rich: Portal):
    page = await rich.fill("domande-1", SITUATION)
    assert page.headers["location"].endswith("/passo/domande-2")
    told = words(await rich.open(page.headers["location"]))
    assert "Qual è la partita IVA" in told
    assert "Quante persone dipendenti" not in told


async def test_an_answer_brings_a_question_onto_the_same_page(rich: Portal):
    page = await rich.fill("domande-1", {**SITUATION, "a.partner": "si"})
    assert (page.status_code, errors(page)) == (200, [])
    assert "L'altro genitore lavora?" in words(page)
    page = await rich.fill("domande-1", {**SITUATION, "a.partner": "si"})
    assert errors(page) == ["Manca la risposta: L'altro genitore lavora?"]


async def test_an_answer_to_a_question_that_is_no_longer_asked_is_not_declared(rich: Portal):
    both = {**SITUATION, "a.partner": "si", "a.partner_works": "si"}
    await rich.fill("domande-1", both)
    await rich.fill("domande-1", {**SITUATION, "a.partner_works": "si"})
    check = words(await rich.open(rich.at("controllo")))
    assert "L'altro genitore lavora?" not in check


async def test_what_cannot_be_read_is_told_beside_its_field(rich: Portal):
    typed = {
        "a.isee_cents": "dodicimila", "a.resident_on.g": "31", "a.resident_on.m": "2",
        "a.school": "Atlantide",
    }  # fmt: skip
    page = await rich.fill("domande-1", {**SITUATION, **typed})
    assert page.status_code == 422
    assert errors(page) == [
        "Scriva un importo in euro, per esempio 1250,50.",
        "Scriva giorno, mese e anno, per esempio 27 3 1986.",
        UNKNOWN_PLACE,
    ]
    assert (
        'value="dodicimila" aria-describedby="c-isee_cents-nota c-isee_cents-errore"' in page.text
    )
    assert '<a href="#c-resident_on-g">' in page.text
    assert (await rich.data())["answers"]["isee_cents"] == "dodicimila"


async def test_a_condition_between_answers_is_told_at_its_field(rich: Portal):
    page = await rich.fill("domande-1", {**SITUATION, "a.school": "milano"})
    assert errors(page) == ["La scuola non può essere a Milano."]


async def test_an_item_is_added_and_taken_away_by_buttons(rich: Portal):
    await rich.fill("gruppo-children", CHILD, action="aggiungi")
    page = await rich.open(rich.at("passo/gruppo-children"))
    assert hidden(page)["n.children"] == "2"
    assert "Togli figlio 2" in words(page)
    both = {**CHILD, "a.children[1].name": "Bruno"}
    await rich.fill("gruppo-children", both, action="togli-0")
    assert [each["name"] for each in (await rich.data())["groups"]["children"]] == ["Bruno"]


async def test_a_group_takes_no_more_items_than_it_may(rich: Portal):
    for _ in range(5):
        await rich.fill("gruppo-children", CHILD, action="aggiungi")
    page = await rich.open(rich.at("passo/gruppo-children"))
    assert hidden(page)["n.children"] == "3"
    assert "Aggiungi" not in words(page)


async def test_a_field_of_an_item_is_asked_for_what_the_item_says(rich: Portal):
    page = await rich.fill("gruppo-children", {**CHILD, "a.children[0].nursery": "si"})
    assert "Per quanti mesi?" in words(page)
    typed = {**CHILD, "a.children[0].nursery": "si", "a.children[0].months": "13"}
    page = await rich.fill("gruppo-children", typed)
    assert errors(page) == ["Figlio 1: Serve un numero tra 1 e 12."]
    assert 'href="#c-children-0-months"' in page.text


async def test_the_whole_form_is_checked_and_sent(rich: Portal):
    await rich.fill("chi", {**GIULIA, "a.applicant.kind": "person"})
    await rich.fill("domande-1", SITUATION)
    await rich.fill("domande-2", SITUATION)
    await rich.fill("gruppo-children", CHILD)
    told = words(await rich.open(rich.at("controllo")))
    assert "Figlio 1 Come si chiama? Anna Quando è nato o nata? 3 maggio 2012" in told
    assert "Quanto vale l'ISEE? 12.000,50" in told
    assert "In quale comune è la scuola? Melzo" in told


async def test_a_link_of_the_check_comes_back_to_the_check(rich: Portal):
    path = rich.at("passo/domande-2")
    typed = {**hidden(await rich.open(f"{path}?torna=controllo")), **SITUATION}
    page = await rich.browser.post(path, data={**typed, "azione": "continua"})
    assert page.headers["location"] == rich.at("controllo")


async def test_a_faulty_draft_is_not_sent_and_every_fault_is_a_link(rich: Portal):
    sent = await rich.send(rich.at("invio"), of="/riprendi")
    assert sent.status_code == 422
    assert heading(sent) == "Controllo delle risposte"
    assert "Manca un documento: Carta d'identità." in errors(sent)
    assert f'href="{rich.at("passo/domande-1")}?torna=controllo#c-works"' in sent.text
    assert "Invia la domanda" not in words(sent)
