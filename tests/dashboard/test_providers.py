"""The pages of providers: looked for, moved by acts, changed by two of the staff."""

from datetime import date

import httpx2
import pytest

from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.models import Staff
from tests.dashboard.conftest import plain, send_form
from tests.dashboard.money_world import change, entry, provider
from tests.dashboard.treasury import Treasury

CHANGE = {"from_on": "2016-05-20", "reason": "Lo chiede il fornitore"}
IBAN = "IT60 X054 2811 1010 0000 0123 456"


async def test_providers_are_listed_and_say_what_waits(
    treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.entries = [entry()]
    text = plain(await signed.get("/erogatori"))
    for words in ("Nido Blu", "20 posti al mese", "variazione da confermare"):
        assert words in text


async def test_the_address_of_the_list_says_what_is_looked_for(
    treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.entries, treasury.next = [entry()], new_id()
    asked = "stato=applied&alleanza=adda-martesana&comune=015146&servizio=nido"
    page = await signed.get(f"/erogatori?{asked}")
    [found] = treasury.asked
    assert (found.state, found.alliance, found.municipality, found.category) == (
        "applied", "adda-martesana", "015146", "nido",
    )  # fmt: skip
    assert f"dopo={treasury.next}" in page.text


async def test_a_filter_that_cannot_be_is_refused(signed: httpx2.AsyncClient):
    page = await signed.get("/erogatori?stato=altrove", headers={"accept": "text/html"})
    assert page.status_code == 422
    assert "Questo filtro non esiste." in plain(page)


async def test_nothing_found_says_so(signed: httpx2.AsyncClient):
    assert "Nessun erogatore con questi filtri." in plain(
        await signed.get("/erogatori?comune=015146")
    )


async def test_an_accreditation_is_moved_by_an_act(treasury: Treasury, signed: httpx2.AsyncClient):
    known = provider()
    treasury.providers[known.provider_id] = known
    here = f"/erogatori/{known.provider_id}"
    step = {"move": "examine", "act_number": "12/2016", "on": "2016-05-10", "reason": "Richiesta"}
    answer = await send_form(signed, here, f"{here}/passi", **step)
    assert answer.headers["location"] == f"{here}?fatto=1"
    [(_, taken, key)] = treasury.taken
    assert (taken.move, taken.act, taken.on) == ("examine", "12/2016", date(2016, 5, 10))
    assert key


async def test_four_eyes_of_an_accreditation_are_told_in_the_words_of_the_owner(
    treasury: Treasury, signed: httpx2.AsyncClient
):
    known = provider("under_review")
    treasury.providers[known.provider_id] = known
    treasury.refusal = Refusal("same-official", "Chi iscrive non può aver istruito.", 409)
    here = f"/erogatori/{known.provider_id}"
    step = {"move": "accredit", "act_number": "12/2016", "on": "2016-05-10", "reason": "Requisiti"}
    answer = await send_form(signed, here, f"{here}/passi", **step, valid_from_on="2016-06-01")
    assert answer.status_code == 409
    assert "Chi iscrive non può aver istruito." in plain(answer)


async def test_a_change_is_proposed_with_what_was_typed_alone(
    treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    known = provider("accredited")
    treasury.providers[known.provider_id] = known
    here = f"/erogatori/{known.provider_id}"
    typed = {**CHANGE, "holder": "Nido Blu", "iban": IBAN, "municipalities": "015146, 015070"}
    answer = await send_form(signed, here, f"{here}/variazioni", **typed)
    assert answer.headers["location"] == f"{here}?fatto=variazione"
    [(_, body, _)] = treasury.taken
    assert (body.capacity, body.municipalities) == (None, ["015146", "015070"])
    assert body.account.iban == "IT60X0542811101000000123456"
    assert body.official == f"staff:{manager.id}"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"holder": "Nido", "iban": "IT60X0542811101000000123457"}, "L'IBAN o l'intestatario"),
        ({"capacity": "tanti"}, "Manca qualcosa: ricontrolla i campi."),
        ({}, "Manca qualcosa: ricontrolla i campi."),
    ],
)
async def test_a_change_that_is_not_sound_comes_back(
    treasury: Treasury, signed: httpx2.AsyncClient, typed: dict[str, str], sentence: str
):
    known = provider("accredited")
    treasury.providers[known.provider_id] = known
    here = f"/erogatori/{known.provider_id}"
    answer = await send_form(signed, here, f"{here}/variazioni", **CHANGE, **typed)
    assert (answer.status_code, treasury.taken) == (422, [])
    assert sentence in plain(answer)


async def test_a_change_is_confirmed_by_another_and_never_shows_an_account(
    treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    waiting = change("staff:00000000-0000-7000-8000-00000000000b")
    known = provider("accredited", changes=[waiting])
    treasury.providers[known.provider_id] = known
    here = f"/erogatori/{known.provider_id}"
    text = plain(await signed.get(here))
    assert "Conto di Nido Blu, IBAN che termina con 3456" in text
    assert "Proponi una variazione" not in text
    path = f"{here}/variazioni/{waiting.change_id}/risposte"
    await send_form(signed, here, path, outcome="confirmed")
    [(about, answer, _)] = treasury.taken
    assert (about, answer.outcome) == (str(waiting.change_id), "confirmed")


async def test_who_proposed_a_change_may_only_take_it_back(
    treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    known = provider("accredited", changes=[change(f"staff:{manager.id}")])
    treasury.providers[known.provider_id] = known
    page = await signed.get(f"/erogatori/{known.provider_id}")
    assert 'value="confirmed"' not in page.text
    assert 'value="declined"' in page.text
