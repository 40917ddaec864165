"""A sheet of applications: read, looked at row by row, and only then registered."""

import re

import httpx2
import pytest

from contracts.intake import BulkLoad
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.models import Staff
from tests.dashboard.calls_world import CALL, open_call
from tests.dashboard.conftest import csrf, plain, send_form
from tests.dashboard.peers import Owner
from tests.dashboard.tries_world import sheet, sheet_row

PAGE = f"/bandi/{CALL}/A/caricamento"
WHEN = {"channel": "partner", "arrived_on": "2016-05-09", "arrived_time": "10:05"}
WRONG = "Il carattere di controllo del codice fiscale non torna: ricontrolli le lettere."


@pytest.fixture(autouse=True)
def loaded(owner: Owner) -> BulkLoad:
    """A preview of three rows: a good one, one with an error, one with a warning."""
    owner.calls[CALL] = open_call()
    warned = sheet_row(4, warnings=["Lo stesso IBAN è anche nella domanda 0000002/2016."])
    load = sheet(sheet_row(2), sheet_row(3, WRONG), warned)
    owner.loads[load.load_id] = load
    return load


async def upload(
    client: httpx2.AsyncClient, content: bytes = b"name;vat_number", **typed: str
) -> httpx2.Response:
    page = await client.get(PAGE)
    form = {"csrf_token": csrf(page), "once": str(new_id()), **WHEN, **typed}
    files = {"sheet": ("imprese.csv", content, "text/csv")}
    return await client.post(PAGE, data=form, files=files)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_template_is_handed_on(signed: httpx2.AsyncClient, kind: str):
    answer = await signed.get(f"/bandi/{CALL}/A/modello?formato={kind}")
    assert answer.text == f"{CALL};A;{kind}"
    named = f'attachment; filename="modello-{CALL}-A.{kind}"'
    assert answer.headers["content-disposition"] == named


async def test_a_sheet_is_handed_over_with_who_loads_it_and_how_it_came(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff, loaded: BulkLoad
):
    response = await upload(signed)
    assert response.headers["location"] == f"{PAGE}/{loaded.load_id}"
    [(place, content, key)] = owner.taken
    assert (place, content, len(key)) == (f"{CALL}/A/imprese.csv", b"name;vat_number", 36)
    arrived_at = "2016-05-09T10:05:00+02:00"
    assert owner.asked == [(f"staff:{manager.id}", "partner", arrived_at)]


@pytest.mark.parametrize(
    ("content", "typed", "sentence"),
    [
        (b"", {}, "Scegli il file da caricare."),
        (b"x", {"arrived_on": ""}, "Scrivi come e quando sono arrivate."),
        (b"x", {"channel": "piccione"}, "Scrivi come e quando sono arrivate."),
    ],
)
async def test_a_sheet_that_says_too_little_is_not_handed_over(
    owner: Owner, signed: httpx2.AsyncClient, content: bytes, typed: dict[str, str], sentence: str
):
    page = await upload(signed, content, **typed)
    assert (page.status_code, owner.taken) == (422, [])
    assert sentence in plain(page)


async def test_what_the_owner_refuses_of_a_sheet_is_told(owner: Owner, signed: httpx2.AsyncClient):
    owner.refusal = Refusal("sheet-format", "Il file non è un foglio CSV o XLSX.", 415)
    page = await upload(signed)
    assert page.status_code == 415
    assert "Il file non è un foglio CSV o XLSX." in plain(page)


async def test_a_preview_answers_first_and_tells_each_row(
    signed: httpx2.AsyncClient, loaded: BulkLoad
):
    text = plain(await signed.get(f"{PAGE}/{loaded.load_id}"))
    assert "2 righe si possono registrare, 1 ha errori." in text
    assert "Colonne non riconosciute, che non si leggono: note." in text
    assert f"3 Ditta 3 Con errori tax_code : {WRONG}" in text
    assert "Avviso: Lo stesso IBAN è anche nella domanda 0000002/2016." in text
    assert "Registra 2 domande" in text


@pytest.mark.parametrize(("rows", "count"), [("", 3), ("errori", 1), ("avvisi", 1)])
async def test_the_count_of_a_filter_is_the_length_of_its_list(
    signed: httpx2.AsyncClient, loaded: BulkLoad, rows: str, count: int
):
    page = (await signed.get(f"{PAGE}/{loaded.load_id}?righe={rows}")).text
    told = re.search(r'aria-current="true">[^<]*<span class="count">(\d+)<', page)
    assert (int(told[1]), page.count('class="cell-row number"')) == (count, count)


async def test_a_confirmation_reaches_the_owner_and_shows_what_became_of_each_row(
    owner: Owner, signed: httpx2.AsyncClient, loaded: BulkLoad
):
    path, case = f"{PAGE}/{loaded.load_id}", new_id()
    response = await send_form(signed, path, path)
    assert (response.headers["location"], owner.taken) == (
        path,
        [(str(loaded.load_id), None, "")],
    )
    filed = sheet_row(2, application_id=case, protocol="0000007/2016")
    done = sheet(filed, sheet_row(3, WRONG), state="confirmed")
    owner.loads[loaded.load_id] = done
    page = await signed.get(path)
    assert "1 riga registrata, 1 con errori." in plain(page)
    assert f'href="/domande/{case}">0000007/2016</a>' in page.text
    assert "<form method" not in page.text.partition("<main")[2]


async def test_rows_that_were_stopped_by_the_call_can_be_tried_again(
    owner: Owner, signed: httpx2.AsyncClient, loaded: BulkLoad
):
    owner.loads[loaded.load_id] = sheet(sheet_row(2), sheet_row(3), state="confirmed")
    text = plain(await signed.get(f"{PAGE}/{loaded.load_id}"))
    assert "Registra le 2 che restano" in text


async def test_a_confirmation_that_is_refused_is_told_on_the_page(
    owner: Owner, signed: httpx2.AsyncClient, loaded: BulkLoad
):
    owner.refusal = Refusal("call-suspended", "Il bando è sospeso.", 409)
    path = f"{PAGE}/{loaded.load_id}"
    page = await send_form(signed, path, path)
    assert page.status_code == 409
    assert "Il bando è sospeso." in plain(page)


@pytest.mark.parametrize("line", ["B", "Z"])
async def test_a_sheet_of_another_section_is_not_shown(
    signed: httpx2.AsyncClient, loaded: BulkLoad, line: str
):
    path = f"/bandi/{CALL}/{line}/caricamento/{loaded.load_id}"
    answer = await signed.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (404, "no-line")


async def test_long_sheets_come_in_pages_under_sixty_kilobytes(
    owner: Owner, signed: httpx2.AsyncClient
):
    load = sheet(*(sheet_row(number, WRONG, WRONG) for number in range(2, 102)))
    owner.loads[load.load_id] = load
    first = await signed.get(f"{PAGE}/{load.load_id}?righe=errori")
    following = re.search(r'href="([^"]+)" rel="next"', first.text)[1].replace("&amp;", "&")
    second = await signed.get(following)
    assert [page.text.count('class="cell-row number"') for page in (first, second)] == [50, 50]
    assert 'rel="next"' not in second.text
    assert len(first.content) < 60_000
