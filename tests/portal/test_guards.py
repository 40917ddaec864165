"""Who may send a form, how often, and what no page ever holds."""

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx2
import pytest
from fastapi.routing import iter_route_contexts

from kit.pages import POLICY
from services.portal.api.guard import READING
from services.portal.rules.rate import Allowance, Limits
from tests.portal.conftest import browser_of
from tests.portal.world import ANSWERS, GIULIA, HOST, Portal, hidden, words

PAGES = (
    "/", "/bandi/ADM-2015", "/bandi/ADM-2015/I/verifica", "/bandi/ADM-2015/II/domanda", "/riprendi",
    "/accessibilita", "/privacy", "/nessuna-pagina", "/bandi/NESSUNO",
)  # fmt: skip
OF_A_DRAFT = (
    "codice", "pausa", "controllo", "passo/chi", "passo/domande-1", "passo/documenti",
    "passo/pagamento", "passo/dichiarazioni",
)  # fmt: skip
MOST_BYTES = 60 * 1024
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}{% raw %}", "\0\x01\x1b",
    "\ud800", "x" * 20_000, "'; drop table draft; --", "=1+1", "\u202egpj.exe",
)  # fmt: skip


def unsafe_paths(portal: Portal) -> Iterator[str]:
    """Every route that takes a form of a person."""
    for route in iter_route_contexts(portal.app.routes):
        callers = (getattr(route, "openapi_extra", None) or {}).get("x-callers", ())
        if "POST" in (route.methods or ()) and callers == ["public"]:
            yield route.path


async def seen(portal: Portal) -> dict[str, httpx2.Response]:
    """Every page of the portal, of a draft and of a sent application."""
    found = {path: await portal.open(path) for path in PAGES}
    await portal.begin()
    for rest in OF_A_DRAFT:
        found[rest] = await portal.open(portal.at(rest))
    await portal.apply()
    for rest in ("", "ricevuta", "ritiro"):
        found[f"sent/{rest}"] = await portal.open(portal.at(rest))
    return found


async def test_every_page_is_small_and_runs_nothing_of_others(portal: Portal):
    for path, page in (await seen(portal)).items():
        assert page.headers["content-security-policy"] == POLICY, path
        assert len(page.content) <= MOST_BYTES, path
        assert page.headers["cache-control"] == "no-store", path
        assert page.headers["x-content-type-options"] == "nosniff", path
        outside = re.findall(r'(?:src|action|href)="(?:https?:)?//(?!codice\.capofila)', page.text)
        assert not outside, path
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\son\w+=", page.text), path


async def test_no_form_is_taken_without_its_token(portal: Portal):
    await portal.begin()
    paths = list(unsafe_paths(portal))
    assert len(paths) >= 12
    for path in paths:
        there = path.format(draft_id=portal.draft, name="chi", call_id="ADM-2015", line="II")
        for typed in ({}, {"csrf_token": "0" * 64}, {"csrf_token": "à"}):
            form = {**typed, "codice": "x", "versione": "1"}
            page = await portal.browser.post(there, data=form)
            assert page.status_code == 403, (path, typed)


async def test_no_form_is_taken_from_another_site(portal: Portal):
    await portal.begin()
    typed = {**hidden(await portal.open(portal.at("passo/chi"))), **GIULIA}
    for headers in ({"Origin": "https://altrove.test"}, {"Sec-Fetch-Site": "cross-site"}):
        page = await portal.browser.post(portal.at("passo/chi"), data=typed, headers=headers)
        assert page.status_code == 403, headers
    assert await portal.data() == {}


async def test_the_token_of_one_browser_is_of_no_use_in_another(portal: Portal):
    token = hidden(await portal.open("/riprendi"))
    async with browser_of(portal.app) as other:
        await other.get("/riprendi")
        page = await other.post("/riprendi", data={**token, "codice": "x"})
    assert page.status_code == 403


@pytest.mark.parametrize("typed", HOSTILE)
async def test_what_is_typed_is_shown_as_text_and_nothing_else(portal: Portal, typed: str):
    await portal.begin()
    sent = typed.encode("utf-8", "replace").decode()
    page = await portal.fill("chi", {**GIULIA, "a.applicant.given_name": sent})
    assert page.status_code in (303, 422)
    again = await portal.open(portal.at("passo/chi"))
    assert strange_tags(again.text) == []
    assert strange_tags((await portal.open(portal.at("controllo"))).text) == []
    assert "49" not in words(again)


def strange_tags(text: str) -> list[str]:
    """Scripts without a source, and attributes that run something."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            names = dict(attributes)
            if tag == "script" and "src" not in names:
                found.append(tag)
            found.extend(name for name in names if name.startswith("on"))

    Reader().feed(text)
    return found


@pytest.mark.parametrize(
    "form",
    [
        {"n.children": "999999999999"}, {"vista": "9" * 40}, {"pagina": "\0" * 50},
        {"azione": "togli-" + "9" * 50}, {"azione": "aggiungi" * 100}, {"mostrate": ",,,\0,"},
        {f"a.{number}": "x" for number in range(1_000)},
    ],
)  # fmt: skip
async def test_a_form_that_no_page_of_ours_sends_breaks_nothing(portal: Portal, form):
    await portal.begin()
    for step in ("chi", "domande-1", "pagamento", "dichiarazioni"):
        page = await portal.send(portal.at(f"passo/{step}"), {**ANSWERS, **form})
        assert page.status_code in (200, 303, 422), step


async def test_a_form_beyond_all_measure_is_refused(portal: Portal):
    await portal.begin()
    path = portal.at("passo/domande-1")
    typed = {**hidden(await portal.open(path)), "a.cost_cents": "1" * 1_100_000}
    assert (await portal.browser.post(path, data=typed)).status_code == 413
    many = {**typed, **{f"x{number}": "" for number in range(2_000)}, "a.cost_cents": "1"}
    assert (await portal.browser.post(path, data=many)).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/bandi/%00", "/bandi/..%2f..", "/bandi/ADM-2015/%00/verifica", "/domanda/x",
        "/domanda/01a2049a-12ed-7f14-a3d0-b3f0bc0d678a/passo/%00", "/static/..%2fmain.py",
        "/ingresso/" + "a" * 30, "/ingresso/%00",
    ],
)  # fmt: skip
async def test_an_address_that_is_none_is_told_as_a_page(portal: Portal, path: str):
    page = await portal.browser.get(path)
    assert page.status_code in (404, 422)
    assert "Torna ai bandi" in words(page)


async def test_programs_get_problems_and_people_pages(portal: Portal):
    answer = await portal.browser.get("/bandi/NESSUNO", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (404, "unknown-call")


async def test_one_address_asks_only_so_often(portal: Portal):
    for _ in range(READING.burst):
        portal.front.limits.wait(READING, "127.0.0.1", time.monotonic() + 60)
    page = await portal.browser.get("/privacy")
    assert (page.status_code, "Troppe richieste" in words(page)) == (429, True)


def test_a_bucket_fills_up_again_and_addresses_do_not_share_it():
    limits, ten = Limits(), Allowance("ten", 10, 60)
    assert [limits.wait(ten, "a", 0) for _ in range(10)] == [0.0] * 10
    assert limits.wait(ten, "a", 0) == 6
    assert limits.wait(ten, "b", 0) == 0
    assert limits.wait(ten, "a", 6) == 0
    assert limits.wait(ten, "a", 6) == 6


async def test_a_weakness_is_told_to_whom_the_house_says(portal: Portal):
    told = (await portal.browser.get("/.well-known/security.txt")).text
    assert "Contact: mailto:security@capofila.example\n" in told
    assert f"Canonical: {HOST}/.well-known/security.txt\n" in told
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", told, re.MULTILINE)


async def test_no_personal_datum_is_in_an_address_or_a_log(
    portal: Portal, capsys: pytest.CaptureFixture[str]
):
    await portal.apply()
    await portal.open(portal.at())
    told = capsys.readouterr()
    for datum in ("Giulia", "Colombo", "CLMGLI86D55C523W", "posta.example", "IT60", portal.code):
        assert datum not in told.out + told.err
