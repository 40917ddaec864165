"""The precheck: few questions, an answer that explains itself, nothing kept."""

from collections.abc import AsyncIterator

import pytest

from programmes.files import load_programmes
from services.portal.rules.reading import group_is_read, is_read, read_names, reads_age
from tests.conftest import FreshHouse
from tests.portal.conftest import standing_portal
from tests.portal.rich import CALL, CHILD, THERE, rich_call, rich_programmes
from tests.portal.world import Portal, errors, words

PATH = "/bandi/ADM-2015/II/verifica"
TYPED = {
    "azione": "verifica", "a.applicant.municipality": "Cernusco sul Naviglio",
    "a.work": "employee", "a.children": "1", "a.cost_cents": "1200",
}  # fmt: skip


@pytest.fixture
async def rich(fresh_house: FreshHouse) -> AsyncIterator[Portal]:
    async with standing_portal(fresh_house, CALL, programmes=rich_programmes()) as portal:
        yield portal


async def test_only_what_the_rules_read_is_asked(portal: Portal):
    told = words(await portal.open(PATH))
    assert "Quanti figli minori ha?" in told
    assert "Per quale servizio chiede il voucher?" not in told
    assert "Cognome" not in told


async def test_a_yes_tells_the_amount_and_each_requirement(portal: Portal):
    told = words(await portal.send(PATH, TYPED))
    assert "Da quello che ha scritto, i requisiti ci sono." in told
    assert "L'importo sarebbe di 600,00" in told
    assert "La residenza è in uno dei comuni dell'Alleanza" in told
    assert "Territorio dell'Alleanza: residenza" in told


async def test_a_no_tells_what_would_change_it(portal: Portal):
    told = words(await portal.send(PATH, {**TYPED, "a.applicant.municipality": "Mediglia"}))
    assert "almeno un requisito manca" in told
    assert "Che cosa cambierebbe l'esito" in told
    assert "015139, Mediglia" in told


async def test_what_is_missing_is_told_and_not_guessed(portal: Portal):
    told = words(await portal.send(PATH, {**TYPED, "a.cost_cents": "", "a.work": ""}))
    assert "Per rispondere mancano dei dati." in told


async def test_nothing_of_a_precheck_is_kept(portal: Portal):
    await portal.send(PATH, TYPED)
    assert await portal.rows("select 1 from draft") == []
    assert await portal.told() == []
    assert (await portal.desk.stored())[:3] == (0, 0, 3)


async def test_what_cannot_be_read_is_told_beside_its_field(portal: Portal):
    page = await portal.send(PATH, {**TYPED, "a.applicant.municipality": "", "a.children": "due"})
    assert page.status_code == 422
    assert errors(page) == [
        "Scriva un numero intero, per esempio 2.",
        "Scriva il comune di residenza.",
    ]


async def test_items_are_added_and_taken_away_without_an_answer(rich: Portal):
    path = f"/bandi/{THERE}/verifica"
    page = await rich.send(
        path, {**CHILD, "a.applicant.kind": "person", "azione": "aggiungi.children"}
    )
    assert "Figlio 2" in words(page)
    assert "requisiti ci sono" not in words(page)
    typed = {
        **CHILD,
        "n.children": "2",
        "a.children[1].name": "Bruno",
        "azione": "togli-children.0",
    }
    page = await rich.send(path, typed)
    assert 'value="Anna"' not in page.text
    assert 'value="Bruno"' in page.text
    assert "Figlio 2" not in words(page)


async def test_items_are_explained_one_by_one(rich: Portal):
    typed = {
        **CHILD, "a.applicant.kind": "person", "a.applicant.municipality": "Melzo",
        "a.works": "si", "azione": "verifica",
    }  # fmt: skip
    told = words(await rich.send(f"/bandi/{THERE}/verifica", typed))
    assert "Voce per voce" in told
    assert "figlio 1: conta." in told.lower()
    assert "L'importo sarebbe di 350,00" in told


def test_a_question_that_decides_about_another_is_asked_too():
    line = rich_call().lines[0]
    assert [each.name for each in line.questions if is_read(each, read_names(line))] == ["works"]
    assert [each.name for each in line.groups if group_is_read(each, read_names(line))] == [
        "children"
    ]
    family = load_programmes().calls["MB-BTG-2025"].latest.lines[0]
    read = [each.name for each in family.questions if is_read(each, read_names(family))]
    assert read == ["works", "single_parent", "other_parent_works", "other_support"]
    assert not reads_age(family)
