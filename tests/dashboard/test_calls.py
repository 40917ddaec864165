"""The pages of calls: where each is, what it lacks, what may be done with it and by whom."""

import re
from datetime import UTC, datetime

import httpx2
import pytest

from contracts.publishing import CallStepRequest
from contracts.vouchers.budget import LineExhausted
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import (
    CALL,
    draft,
    draft_call,
    moved,
    open_call,
    published,
    taken,
    threshold,
    version,
)
from tests.dashboard.conftest import (
    hire,
    log_in,
    plain,
    registered,
    send_form,
    tell,
)
from tests.dashboard.peers import Owner

PAGE = f"/bandi/{CALL}"
STEP = f"{PAGE}/passi"


async def test_the_list_says_state_window_versions_and_what_is_missing(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls = {CALL: open_call(), "BOZZA-2016": draft_call(call_id="BOZZA-2016")}
    text = plain(await signed.get("/bandi"))
    assert "1 bando è aperto; 2 versioni aspettano un passo di una persona." in text
    assert "dal 1 mar 2016, 09:00 al 31 mag 2016, 23:59" in text
    assert "3 versioni, la 3 da approvare" in text
    assert "4 cose che mancano a BOZZA-2016" in text


async def test_up_to_three_missing_things_are_named_in_the_list(
    owner: Owner, signed: httpx2.AsyncClient
):
    lacking = version(draft(), "draft", missing=["il CUP", "la PEC"])
    owner.calls[CALL] = draft_call(versions=[lacking])
    assert "1 versione, da controllare 0 il CUP; la PEC" in plain(await signed.get("/bandi"))


@pytest.mark.parametrize(("state", "count"), [("open", 1), ("draft", 1), ("revoked", 0)])
async def test_the_count_of_a_chip_is_the_length_of_its_list(
    owner: Owner, signed: httpx2.AsyncClient, state: str, count: int
):
    owner.calls = {CALL: open_call(), "BOZZA-2016": draft_call(call_id="BOZZA-2016")}
    page = await signed.get(f"/bandi?stato={state}")
    told = re.search(r'aria-current="true">[^<]*<span class="count">(\d+)<', page.text)
    assert (int(told[1]), page.text.count("row-link")) == (count, count)


async def test_the_number_of_applications_leads_to_as_many(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    await tell(desk.database, *(registered(number) for number in range(1, 4)))
    owner.calls[CALL] = open_call()
    for path in ("/bandi", PAGE):
        told = re.search(rf'href="(/domande\?bando={CALL})">(\d+)', (await signed.get(path)).text)
        listed = (await signed.get(told[1])).text.count('class="row-link number"')
        assert listed == int(told[2]) == 3


async def test_a_call_shows_its_life_with_who_when_and_act(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    me = f"staff:{manager.id}"
    owner.calls[CALL] = open_call(taken=[taken("check", official=me), taken("publish", day=3)])
    await tell(desk.database, published(), moved(), at=datetime(2016, 3, 1, 8, tzinfo=UTC))
    life = (await signed.get(PAGE)).text.partition('aria-label="A che punto è il bando"')[2]
    life = re.sub(r"<[^>]+>", " ", life.partition("</ol>")[0])
    stages = re.sub(r"\s+", " ", life)
    assert "Controllato , fatto 1 feb 2016, 10:30 Ada Prova" in stages
    assert "Pubblicato , fatto 3 feb 2016, 10:30 una persona dell&#39;ente atto n. 12" in stages
    assert "Aperto 1 mar 2016, 09:00 alla data prevista Chiuso" in stages


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("suspended", "Non si accettano domande finché un atto non lo riprende."),
        ("closed", "Ogni domanda che arriva è registrata fuori termine."),
        ("revoked", "Non accetta domande; quelle aperte si sono fermate."),
        ("published", "Si apre da solo, senza che nessuno faccia nulla."),
    ],
)
async def test_a_call_says_what_it_waits_for(
    owner: Owner, signed: httpx2.AsyncClient, state: str, words: str
):
    owner.calls[CALL] = open_call(state=state, steps=[])
    assert words in plain(await signed.get(PAGE))


@pytest.mark.parametrize(("role", "offered"), [("reviewer", True), ("reader", False)])
async def test_those_who_review_are_led_from_a_section_to_its_entry_and_its_sheets(
    desk: Desk, owner: Owner, browser: httpx2.AsyncClient, role: str, offered: bool
):
    owner.calls[CALL] = open_call()
    await hire(desk.database, "altri@capofila.test", role)
    await log_in(browser, email="altri@capofila.test")
    text = (await browser.get(PAGE)).text
    assert (f"/domande/nuova?sezione={CALL}/A" in text) is offered
    assert (f"{PAGE}/A/caricamento" in text) is offered


async def test_versions_tell_their_act_and_their_differences(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    text = plain(await signed.get(PAGE))
    assert "Versione 2, in vigore Pubblicata Proroga con integrazione: atto n. 31" in text
    assert "Chi ha già fatto domanda può integrarla fino al 31 mag 2016, 23:59." in text
    assert "Che cosa cambia dalla versione 2 La soglia delle persone passa da 50 a 60." in text


async def test_the_history_tells_acts_and_what_happened_by_itself(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    act = taken("suspend", 2, day=9, reason="Guasto al portale")
    owner.calls[CALL] = open_call(taken=[act])
    await tell(desk.database, moved(), moved("suspended", "act"))
    await tell(desk.database, LineExhausted(call_id=CALL, line="A"))
    story = plain(await signed.get(PAGE)).partition("Storia del bando")[2]
    assert "Bando sospeso Atto n. 12 del 9 feb 2016." in story
    assert "Guasto al portale" in story
    assert "Bando aperto alla data prevista" in story
    assert "Fondi della sezione finiti Incentivi alle imprese" in story
    assert story.count("sospeso") == 1


async def test_a_published_version_that_recalculates_leads_to_it(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call(versions=[version(draft()), version(threshold())], steps=[])
    page = await signed.get(PAGE)
    assert f"{PAGE}/versioni/3/ricalcolo" in page.text


@pytest.mark.parametrize("path", ["/bandi/MAI-2016", "/bandi/MAI-2016/simulatore"])
async def test_a_call_that_is_not_there_is_refused(signed: httpx2.AsyncClient, path: str):
    answer = await signed.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (404, "no-call")
    assert answer.json()["detail"] == "Questo bando non esiste."


async def test_thirty_calls_and_a_long_one_stay_under_sixty_kilobytes(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls = {f"B-{each}": draft_call(call_id=f"B-{each}") for each in range(30)}
    owner.calls[CALL] = open_call(taken=[taken("check", day=1 + day) for day in range(25)])
    for path in ("/bandi", PAGE):
        assert len((await signed.get(path)).content) < 60_000


async def test_a_step_reaches_the_call_with_its_act_and_a_key(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    owner.calls[CALL] = open_call()
    act = {"act_number": "61", "act_on": "2016-05-10", "reason": "Guasto al portale"}
    response = await send_form(signed, PAGE, STEP, step="suspend", version="2", **act)
    assert response.headers["location"] == f"{PAGE}?fatto=suspend&versione=2"
    [(call_id, request, key)] = owner.taken
    assert (call_id, len(key)) == (CALL, 36)
    assert request == CallStepRequest(
        step="suspend", version=2, official=f"staff:{manager.id}", **act
    )
