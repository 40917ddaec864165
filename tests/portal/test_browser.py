"""The pages in a headless Chromium: without scripts, with them, by keyboard, small and large."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from tests.conftest import FreshHouse
from tests.portal.conftest import standing_portal
from tests.portal.rich import CALL, rich_programmes
from tests.portal.test_documents import photo
from tests.portal.world import Portal
from tests.world.browser import opened, running_chromium, violations

pytestmark = pytest.mark.browser
DESKTOP, PHONE = (1366, 768), (360, 740)
GO_ON, LINE_OF_FAMILIES = "Salva e continua", "Sezione II"


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest.fixture
async def address(portal: Portal) -> AsyncIterator[str]:
    """The portal behind a real port."""
    async for each in served(portal):
        yield each


@pytest.fixture
async def rich_address(fresh_house: FreshHouse) -> AsyncIterator[str]:
    """A portal with a call that asks everything, behind a real port."""
    async with standing_portal(fresh_house, CALL, programmes=rich_programmes()) as portal:
        async for each in served(portal):
            yield each


async def served(portal: Portal) -> AsyncIterator[str]:
    config = uvicorn.Config(portal.app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).locator("visible=true").last.click()


async def step(page: Page, title: str) -> None:
    await page.get_by_role("heading", level=1, name=title).wait_for()


async def begin(page: Page, section: str) -> None:
    """From the home page to the first step of a section's form."""
    await page.goto("/")
    await page.get_by_role("link", name="Bando interdistrettuale").click()
    await page.get_by_role("link", name=f"Presenta domanda per {section}").click()
    await press(page, "Comincia la domanda")
    await press(page, "L'ho scritto: continua")
    await step(page, "Chi fa domanda")


async def introduce_giulia(page: Page) -> None:
    for label, typed in {
        "Nome": "Giulia", "Cognome": "Colombo", "Codice fiscale": "CLMGLI86D55C523W",
        "Giorno": "15", "Mese": "4", "Anno": "1986", "Comune di residenza": "Cernusco sul Naviglio",
        "E-mail": "giulia.colombo@posta.example",
    }.items():  # fmt: skip
        await page.get_by_label(label, exact=True).fill(typed)


async def answer_for_a_family(page: Page) -> None:
    await page.get_by_label("Lavoro dipendente").check()
    await page.get_by_label("Quanti figli minori ha?").fill("1")
    await page.get_by_label("Nido e servizi per l'infanzia").check()
    await page.get_by_label("Quanto costa il servizio?").fill("1.200,00")


async def end(page: Page) -> None:
    """Account, declarations, the check of all answers, and the sending."""
    await page.get_by_label("IBAN").fill("IT60 X054 2811 1010 0000 0123 456")
    await press(page, GO_ON)
    await step(page, "Dichiarazioni")
    await page.get_by_label("Dichiaro che quello che ho scritto è vero.").check()
    await page.get_by_label("Ho letto come saranno usati i miei dati.").check()
    await press(page, GO_ON)
    await step(page, "Controllo delle risposte")
    await press(page, "Invia la domanda")
    await step(page, "La domanda è registrata")


@pytest.mark.parametrize("scripts", [False, True])
async def test_a_person_applies_from_the_home_page_to_the_receipt(
    chromium: Browser, address: str, portal: Portal, scripts: bool, tmp_path: Path
):
    card = tmp_path / "carta.jpg"
    card.write_bytes(photo())
    async with opened(chromium, address, PHONE, scripts=scripts) as page:
        await begin(page, LINE_OF_FAMILIES)
        await introduce_giulia(page)
        await press(page, GO_ON)
        await step(page, "Le domande del bando")
        await answer_for_a_family(page)
        await press(page, GO_ON)
        await page.locator('input[type="file"]').first.set_input_files(card)
        await press(page, "Carica i file scelti")
        await page.get_by_text("carta.jpg").first.wait_for()
        await press(page, GO_ON)
        await end(page)
        await page.get_by_text("0000001/2015").first.wait_for()
        await page.get_by_role("link", name="A che punto è").click()
        await step(page, "A che punto è la domanda")
    row = await portal.desk.one("select amount_cents from application")
    assert row.amount_cents == 60_000


async def test_a_firm_applies_without_scripts(chromium: Browser, address: str, portal: Portal):
    async with opened(chromium, address, scripts=False) as page:
        await begin(page, "Sezione I:")
        for label, typed in {
            "Partita IVA": "99000010159", "Nome o ragione sociale": "Alfa S.r.l.",
            "Comune della sede": "Melzo", "E-mail": "info@alfa.example",
        }.items():  # fmt: skip
            await page.get_by_label(label, exact=True).fill(typed)
        await press(page, GO_ON)
        await page.get_by_label("Piccola").check()
        await page.get_by_label("Che cosa volete introdurre?").fill("Orari flessibili")
        for group in ("Date attenzione", "Vi impegnate"):
            await page.get_by_role("group", name=group).get_by_label("Sì").check()
        await page.get_by_label("Quanto costa l'intervento?").fill("5000")
        await press(page, GO_ON)
        await step(page, "Documenti")
        await press(page, GO_ON)
        await end(page)
    kept = await portal.desk.one("select name from applicant")
    assert kept.name == "Alfa S.r.l."


async def test_what_is_typed_is_saved_before_anything_is_pressed(
    chromium: Browser, address: str, portal: Portal
):
    async with opened(chromium, address) as page:
        await begin(page, LINE_OF_FAMILIES)
        await page.get_by_label("Nome", exact=True).fill("Giulia")
        await page.get_by_label("Cognome").focus()
        await page.get_by_text("Bozza salvata alle 10:0").wait_for()
        assert await page.get_by_label("Cognome").evaluate("it => document.activeElement === it")
        portal.draft = page.url.split("/")[4]
        # The browser is killed here: nothing was sent.
    assert (await portal.data())["applicant"]["given_name"] == "Giulia"


async def test_an_answer_brings_a_question_without_a_press(chromium: Browser, rich_address: str):
    async with opened(chromium, rich_address) as page:
        await page.goto(f"/bandi/{CALL}/casa/domanda")
        await press(page, "Comincia la domanda")
        await press(page, "L'ho scritto: continua")
        await page.get_by_label("Un'impresa").check()
        await page.get_by_label("Partita IVA").wait_for()
        await page.goto(page.url.replace("chi", "domande-1"))
        lives = page.get_by_role("group", name="Vive con l'altro genitore?").get_by_label("Sì")
        await lives.check()
        await page.get_by_role("group", name="L'altro genitore lavora?").wait_for()
        assert await lives.is_checked()
        assert await lives.evaluate("it => document.activeElement === it")


async def tab_to(page: Page, id_: str) -> None:
    """Press Tab until a field or a button has the focus."""
    for _ in range(60):
        if (
            await page.evaluate("document.activeElement.id || document.activeElement.innerText")
            == id_
        ):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{id_} is not reached with the keyboard")


async def by_keyboard(page: Page, *keys: tuple[str, str]) -> None:
    """Go to each field and press its keys there, then go on."""
    for id_, typed in keys:
        await tab_to(page, id_)
        await (page.keyboard.press(typed) if typed == "Space" else page.keyboard.type(typed))
    await tab_to(page, GO_ON)
    await page.keyboard.press("Enter")


async def test_a_person_applies_with_the_keyboard_alone(chromium: Browser, address: str):
    who = "c-applicant-"
    async with opened(chromium, address) as page:
        await begin(page, LINE_OF_FAMILIES)
        await by_keyboard(
            page, (f"{who}given_name", "Giulia"), (f"{who}family_name", "Colombo"),
            (f"{who}tax_code", "CLMGLI86D55C523W"), (f"{who}birth_on-g", "15"),
            (f"{who}birth_on-m", "4"), (f"{who}birth_on-a", "1986"),
            (f"{who}municipality", "Melzo"), (f"{who}email", "giulia@posta.example"),
        )  # fmt: skip
        await step(page, "Le domande del bando")
        await by_keyboard(
            page, ("c-work-0", "Space"), ("c-children", "1"), ("c-service-0", "Space"),
            ("c-cost_cents", "1200"),
        )  # fmt: skip
        await step(page, "Documenti")
        await by_keyboard(page)
        await step(page, "Dove ricevere il contributo")
        await by_keyboard(page, ("c-iban", "IT60X0542811101000000123456"))
        await step(page, "Dichiarazioni")
        await by_keyboard(page, ("c-declared-truth", "Space"), ("c-declared-privacy", "Space"))
        await step(page, "Controllo delle risposte")
        await tab_to(page, "Invia la domanda")
        await page.keyboard.press("Enter")
        await step(page, "La domanda è registrata")


async def test_a_page_with_errors_begins_with_them(chromium: Browser, address: str):
    async with opened(chromium, address, scripts=False) as page:
        await begin(page, LINE_OF_FAMILIES)
        await press(page, GO_ON)
        await expect(page.locator("#riepilogo")).to_be_focused()
        await page.get_by_role("link", name="Scriva la data di nascita.").click()
        await expect(page.get_by_label("Giorno")).to_be_focused()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_axe_finds_nothing_on_any_page(
    chromium: Browser, address: str, portal: Portal, size: tuple[int, int]
):
    await portal.begin()
    unsent, keys = portal.draft, dict(portal.browser.cookies)
    await portal.apply()
    keys |= dict(portal.browser.cookies)
    paths = ["/", "/bandi/ADM-2015", "/bandi/ADM-2015/II/verifica", "/bandi/ADM-2015/I/domanda"]
    paths += ["/riprendi", "/privacy", "/accessibilita", "/nessuna"]
    paths += [f"/domanda/{portal.draft}{rest}" for rest in ("", "/ricevuta", "/ritiro", "/codice")]
    steps = ("chi", "domande-1", "documenti", "pagamento", "dichiarazioni")
    paths += [f"/domanda/{unsent}/passo/{each}" for each in steps]
    paths += [f"/domanda/{unsent}/{rest}" for rest in ("controllo", "pausa")]
    async with opened(chromium, address, size) as page:
        await page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in keys.items()]
        )
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in paths:
            await page.goto(path)
            assert await violations(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_axe_finds_nothing_where_something_was_answered(
    chromium: Browser, rich_address: str, size: tuple[int, int]
):
    async with opened(chromium, rich_address, size) as page:
        await page.goto(f"/bandi/{CALL}/casa/verifica")
        await page.get_by_label("Una persona").check()
        await page.get_by_label("Comune di residenza").fill("Melzo")
        await press(page, "Verifica")
        await page.locator("#risultato").wait_for()
        assert await violations(page) == []
        await page.goto(f"/bandi/{CALL}/casa/domanda")
        await press(page, "Comincia la domanda")
        await press(page, "L'ho scritto: continua")
        for name in ("chi", "domande-1", "domande-2", "gruppo-children", "documenti"):
            await page.goto(page.url.rpartition("/")[0] + f"/{name}")
            await press(page, GO_ON)
            await page.locator("#riepilogo").wait_for()
            assert await violations(page) == [], name


async def test_the_receipt_is_downloaded_and_printed_alone(
    chromium: Browser, address: str, portal: Portal
):
    await portal.apply()
    keys = dict(portal.browser.cookies)
    async with opened(chromium, address) as page:
        await page.context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in keys.items()]
        )
        await page.goto(f"/domanda/{portal.draft}/ricevuta")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Scarica la ricevuta").click()
        file = await (await download.value).path()
        assert json.loads(file.read_text())["protocol"] == "0000001/2015"
        await page.emulate_media(media="print")
        await expect(page.locator(".top")).to_be_hidden()
        await expect(page.get_by_text("Anello precedente")).to_be_visible()
