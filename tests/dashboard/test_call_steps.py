"""What officials do with a call: said first, confirmed with an act, refused in words."""

import httpx2
import pytest

from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import (
    CALL,
    draft,
    draft_call,
    open_call,
    taken,
    version,
)
from tests.dashboard.conftest import (
    PASSWORD,
    hire,
    log_in,
    plain,
    send_form,
    waiting_case,
)
from tests.dashboard.peers import ManyRefused, Owner

PAGE = f"/bandi/{CALL}"
STEP = f"{PAGE}/passi"


async def test_what_is_missing_is_listed_before_anybody_publishes(
    owner: Owner, signed: httpx2.AsyncClient
):
    lacking = version(draft(), "approved", missing=["il CUP", "la PEC"])
    owner.calls[CALL] = draft_call(versions=[lacking], steps=[("publish", 1)])
    text = plain(await signed.get(PAGE))
    assert "Che cosa manca per pubblicare la versione 1 il CUP la PEC" in text
    assert "Per ora sarebbe rifiutata: mancano 2 cose ." in text


async def test_a_step_says_what_follows_and_whom_it_stops(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    await waiting_case(desk)
    owner.calls[CALL] = open_call()
    page = await signed.get(PAGE)
    text = plain(page)
    assert "Da subito non si accettano domande: chi prova legge che il bando è sospeso." in text
    assert "La revoca non si può annullare" in text
    assert f'<a href="/domande?bando={CALL}&amp;stato=to_decide">1 da decidere</a>' in page.text


async def test_a_taken_step_is_told_on_the_page(owner: Owner, signed: httpx2.AsyncClient):
    owner.calls[CALL] = open_call()
    page = await signed.get(f"{PAGE}?fatto=publish&versione=2")
    assert "Versione 2 pubblicata Il passo è nella storia del bando, qui sotto." in plain(page)


async def test_a_refused_step_comes_back_beside_its_form_with_what_is_missing(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call(steps=[("publish", 3)])
    missing = [{"field": "versions.3", "rule": "missing", "detail": "la PEC"}, "il CUP"]
    words = "Al bando manca qualcosa per essere pubblicato."
    owner.refusal = ManyRefused("not-publishable", words, 409, missing)
    typed = {"act_number": "61", "act_on": "2016-05-10", "reason": "Perché sì"}
    page = await send_form(signed, PAGE, STEP, step="publish", version="3", **typed)
    form = page.text.partition('id="publish-3" open>')[2]
    assert page.status_code == 409
    for expected in (words, "<li>la PEC</li><li>il CUP</li>", 'value="61"', "Perché sì"):
        assert expected in form


@pytest.mark.parametrize("typed", [{"step": "volare"}, {"reason": "a\x00b"}])
async def test_a_step_that_cannot_be_is_told_to_be_incomplete(
    owner: Owner, signed: httpx2.AsyncClient, typed: dict[str, str]
):
    owner.calls[CALL] = open_call()
    form = {"step": "suspend", "version": "2", "act_number": "1", **typed}
    page = await send_form(signed, PAGE, STEP, **form)
    assert page.status_code == 422
    assert "Manca qualcosa: ricontrolla numero, giorno e motivo." in page.text
    assert owner.taken == []


async def test_who_checked_is_told_that_somebody_else_approves(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    me = f"staff:{manager.id}"
    owner.calls[CALL] = open_call(taken=[taken("check", 3, official=me)], steps=[("approve", 3)])
    page = await signed.get(PAGE)
    assert "Ha controllato Ada Prova, il 1 feb 2016, 10:30." in plain(page)
    assert "Hai controllato tu questa versione" in plain(page)
    assert "Registra l&#39;approvazione" not in page.text


async def test_another_manager_is_told_who_checked_and_may_approve(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    page = await signed.get(PAGE)
    assert "Chi approva non può essere chi ha controllato: servono quattro occhi." in plain(page)
    assert "Registra l&#39;approvazione" in page.text


async def test_a_reader_sees_the_steps_without_their_forms(
    desk: Desk, owner: Owner, browser: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    await hire(desk.database, "lettura@capofila.test", "reader")
    await log_in(browser, email="lettura@capofila.test", password=PASSWORD)
    page = await browser.get(PAGE)
    assert "Revoca il bando. Può farlo chi è responsabile del procedimento." in plain(page)
    assert "/passi" not in page.text
