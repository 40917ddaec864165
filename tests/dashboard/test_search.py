"""Finding a case by name, code or register number, without a name in any address."""

import httpx2
import pytest

from contracts.cases import SearchWords
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from tests.dashboard.conftest import plain, send_form, waiting_case
from tests.dashboard.peers import Owner

SEARCH = "/domande/ricerca"


async def look_for(client: httpx2.AsyncClient, words: str) -> httpx2.Response:
    return await send_form(client, "/domande", SEARCH, parole=words)


async def test_a_name_finds_its_applications(desk: Desk, owner: Owner, signed: httpx2.AsyncClient):
    case, other = await waiting_case(desk), await waiting_case(desk, 2)
    owner.found = [case]
    page = await look_for(signed, "  Officina ")
    assert owner.asked == [SearchWords(words="Officina")]
    assert "1 domanda trovata." in plain(page)
    assert f"/domande/{case}" in page.text
    assert f"/domande/{other}" not in page.text
    assert str(page.url).endswith(SEARCH)


@pytest.mark.parametrize("number", ["2", "0000002", "2/2016"])
async def test_a_register_number_leads_to_the_list(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, number: str
):
    await waiting_case(desk, 2)
    response = await look_for(signed, number)
    assert response.headers["location"] == f"/domande?protocollo={number}"
    assert owner.asked == []
    page = await signed.get(response.headers["location"])
    assert f"Solo il protocollo {number} . Togli il filtro" in plain(page)


async def test_a_vat_number_is_no_register_number(owner: Owner, signed: httpx2.AsyncClient):
    await look_for(signed, "99000010159")
    assert owner.asked == [SearchWords(words="99000010159")]


async def test_nothing_found_says_how_to_look(signed: httpx2.AsyncClient):
    text = plain(await look_for(signed, "Nessuno"))
    assert "Nessuna domanda trovata." in text
    assert "oppure per numero di protocollo" in text


async def test_one_letter_is_too_little_to_look_for(owner: Owner, signed: httpx2.AsyncClient):
    page = await look_for(signed, " O ")
    assert (page.status_code, owner.asked) == (422, [])
    assert "Scrivi almeno due lettere o cifre." in plain(page)


async def test_a_silent_owner_is_told_on_the_page(owner: Owner, signed: httpx2.AsyncClient):
    owner.refusal = Refusal("weather", "Brutto tempo.", 503)
    page = await look_for(signed, "Officina")
    assert page.status_code == 503
    assert "Il servizio che conserva questi dati non risponde: riprova tra poco." in plain(page)


async def test_what_was_typed_comes_out_as_text(signed: httpx2.AsyncClient):
    page = await look_for(signed, "<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
