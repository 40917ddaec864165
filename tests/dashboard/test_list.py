"""The list: its address says everything, and what people typed comes out as they typed it."""

import re
from typing import Any

import httpx2
import pytest

from contracts.applications.closing import ApplicationClosed
from services.dashboard.api.desk import Desk
from services.dashboard.queries.listing import PAGE
from tests.dashboard.conftest import card, checked, registered, tell, waiting_case

NUMBER = re.compile(r'class="row-link number"[^>]*>([0-9/]+)<')
HOSTILE = ["<script>alert(1)</script>", "{{7*7}}", "{% raw %}", '"><img src=x onerror=alert(1)>']


def numbers(page: httpx2.Response):
    return NUMBER.findall(page.text)


async def test_the_list_shows_who_applied_without_keeping_the_name(
    desk: Desk, signed: httpx2.AsyncClient
):
    await waiting_case(desk)
    page = await signed.get("/domande")
    assert "Officina Prova S.r.l." in page.text
    assert "1 domanda aspetta una decisione, 1 oltre il termine." in page.text


async def test_the_list_stands_without_names_when_their_owner_is_silent(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    del desk.cards.cards[case]
    page = await signed.get("/domande")
    assert numbers(page) == ["0000001/2016"]
    assert "nome non disponibile" in page.text


async def test_a_state_in_the_address_filters_and_marks_its_chip(
    desk: Desk, signed: httpx2.AsyncClient
):
    first, second = registered(1), registered(2)
    await tell(desk.database, first, second, checked(second.application_id))
    page = await signed.get("/domande?stato=registered")
    assert numbers(page) == ["0000001/2016"]
    assert re.search(r'stato=registered" aria-current="true">Registrate <[^>]*>1<', page.text)


async def test_a_chip_keeps_the_other_filters(desk: Desk, signed: httpx2.AsyncClient):
    await waiting_case(desk)
    page = await signed.get("/domande?bando=PROVA-2016&ordine=termine")
    assert "/domande?stato=to_decide&amp;bando=PROVA-2016&amp;ordine=termine" in page.text


async def test_the_count_of_a_chip_is_the_length_of_its_list(
    desk: Desk, signed: httpx2.AsyncClient
):
    facts = [registered(number) for number in range(1, 5)]
    await tell(desk.database, *facts, checked(facts[0].application_id))
    await tell(
        desk.database, ApplicationClosed(application_id=facts[1].application_id, state="refused")
    )
    for state in ("registered", "to_decide", "refused", "awarded"):
        page = await signed.get(f"/domande?stato={state}")
        told = re.search(r'aria-current="true">[^<]*<span class="count">(\d+)<', page.text)
        assert int(told[1]) == len(numbers(page))


@pytest.mark.parametrize("typed", ["2", "0000002", "2/2016", "0000002/2016"])
async def test_a_register_number_finds_its_application(
    desk: Desk, signed: httpx2.AsyncClient, typed: str
):
    await tell(desk.database, registered(1), registered(2))
    assert numbers(await signed.get("/domande", params={"protocollo": typed})) == ["0000002/2016"]


async def test_a_number_that_cannot_be_finds_nothing(desk: Desk, signed: httpx2.AsyncClient):
    await tell(desk.database, registered(1))
    page = await signed.get("/domande", params={"protocollo": "trentadue"})
    assert "Nessuna domanda con questi filtri." in page.text


@pytest.mark.parametrize("order", ["recenti", "termine"])
async def test_pages_follow_each_other_without_gap_or_repetition(
    desk: Desk, signed: httpx2.AsyncClient, order: Any
):
    facts = [registered(number) for number in range(1, PAGE + 4)]
    await tell(desk.database, *facts)
    first = await signed.get(f"/domande?ordine={order}")
    following = re.search(r'href="([^"]+)" rel="next"', first.text)[1].replace("&amp;", "&")
    second = await signed.get(following)
    assert len(numbers(first)) == PAGE
    assert set(numbers(first)) | set(numbers(second)) == {
        f"{number:07d}/2016" for number in range(1, PAGE + 4)
    }
    assert len(numbers(second)) == 3


@pytest.mark.parametrize("cursor", ["abc", "W10", "%00", "A" * 200])
async def test_a_made_up_place_in_the_list_is_refused(signed: httpx2.AsyncClient, cursor: str):
    response = await signed.get(f"/domande?dopo={cursor}", headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["title"]) == (422, "cursor-unknown")


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_comes_out_as_text(desk: Desk, signed: httpx2.AsyncClient, name: str):
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, applicant=name)
    for path in ("/domande", f"/domande/{case}"):
        text = (await signed.get(path)).text
        assert name.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in text
        assert "<script>alert" not in text
        assert "<img" not in text


async def test_a_full_page_stays_under_sixty_kilobytes(desk: Desk, signed: httpx2.AsyncClient):
    await tell(desk.database, *(registered(number) for number in range(1, PAGE + 2)))
    assert len((await signed.get("/domande")).content) < 60_000
