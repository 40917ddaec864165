"""The pages of calls in a headless Chromium: accessible at every width, usable without scripts."""

from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from contracts.publishing import MigrationPreview
from services.dashboard.api.desk import Desk
from tests.dashboard.calls_world import (
    CALL,
    changed,
    draft,
    draft_call,
    moved,
    open_call,
    published,
    taken,
    threshold,
    version,
)
from tests.dashboard.conftest import EMAIL, PASSWORD, card, tell, waiting_case
from tests.dashboard.peers import ENTRANCE, Owner
from tests.dashboard.test_explanation import outcome
from tests.dashboard.tries_world import effect, mover, sheet, sheet_row
from tests.world.browser import log_in, opened, violations

pytestmark = pytest.mark.browser
WIDTHS = [(1366, 768), (360, 800)]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"


async def furnished(desk: Desk, owner: Owner) -> tuple[UUID, UUID]:
    """A house with something on every page; returns a case and a loaded sheet."""
    case, load = await waiting_case(desk), sheet(sheet_row(2), sheet_row(3, "Manca."))
    await tell(desk.database, published(), moved(), changed())
    recalculating = [version(draft()), version(threshold())]
    owner.calls = {
        CALL: open_call(),
        "BOZZA-2016": draft_call(call_id="BOZZA-2016"),
        "NUOVA-2016": open_call(call_id="NUOVA-2016", versions=recalculating, steps=[]),
        "REVOCATO-2016": open_call(
            call_id="REVOCATO-2016", state="revoked", steps=[], taken=[taken("revoke", 2)]
        ),
    }
    owner.effects[3] = effect(mover(1), mover(2, "yes", "yes", after_cents=1_500_000))
    owner.loads[load.load_id] = load
    owner.previews[case] = preview(case)
    tree = outcome().model_dump(mode="json")
    alike = {"kind": "same_iban", "sentence": "Lo stesso IBAN è anche in", "others": [case]}
    told = {"explanation": tree, "changes": ["Con 50 persone."], "answers": [("Quante?", "55")]}
    desk.cards.cards[case] = card(case, warnings=[alike], **told)
    return case, load.load_id


def preview(case: UUID) -> MigrationPreview:
    facts = {"application_id": case, "from_version": 1, "to_version": 2, "before": "no"}
    sums = {"after": "yes", "before_cents": 0, "after_cents": 1, "sentences": ["Cambia."]}
    return MigrationPreview.model_validate({**facts, **sums})


def pages(case: UUID, load: UUID) -> list[str]:
    return [
        "/domande",
        "/domande/nuova",
        f"/domande/{case}",
        f"/domande/{case}/versioni/2",
        "/bandi",
        "/bandi?stato=suspended",
        f"/bandi/{CALL}?fatto=suspend&versione=2",
        "/bandi/BOZZA-2016",
        "/bandi/REVOCATO-2016",
        f"/bandi/{CALL}/simulatore",
        f"/bandi/{CALL}/simulatore?versione=9",
        "/bandi/NUOVA-2016/versioni/3/ricalcolo",
        f"/bandi/{CALL}/A/caricamento",
        f"/bandi/{CALL}/A/caricamento/{load}",
    ]


@pytest.mark.parametrize("size", WIDTHS)
async def test_axe_finds_nothing_on_any_page_unfolded_and_none_is_too_wide(
    chromium: Browser, address: str, desk: Desk, owner: Owner, size: tuple[int, int]
) -> None:
    found = await furnished(desk, owner)
    async with opened(chromium, address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        for path in pages(*found):
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


@pytest.mark.parametrize("size", WIDTHS)
async def test_axe_finds_nothing_on_what_comes_back_from_forms(
    chromium: Browser, address: str, desk: Desk, owner: Owner, size: tuple[int, int]
) -> None:
    await furnished(desk, owner)
    async with opened(chromium, address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_label("Cerca per nome").fill("Nessuno")
        await page.get_by_role("button", name="Cerca").click()
        await page.get_by_text("Nessuna domanda trovata.").wait_for()
        assert await violations(page) == []
        await page.goto("/domande/nuova")
        await page.get_by_role("button", name="Apri il modulo").click()
        await page.get_by_text("Scegli come è arrivata.").wait_for()
        assert await violations(page) == []


async def suspend(page: Page) -> None:
    await page.get_by_text("Sospendi il bando").click()
    form = page.locator("#suspend-2")
    await form.get_by_label("Numero dell'atto").fill("61")
    await form.get_by_label("Giorno dell'atto").fill("2016-05-10")
    await form.get_by_label("Motivo").fill("Guasto al portale")
    await form.get_by_role("button", name="Sospendi").click()
    await page.get_by_role("heading", name="Bando sospeso").first.wait_for()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_manager_suspends_a_call_having_read_what_follows(
    chromium: Browser, address: str, desk: Desk, owner: Owner, scripts: bool
) -> None:
    await furnished(desk, owner)
    async with opened(chromium, address, scripts=scripts) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_role("link", name="Bandi").click()
        await page.goto(f"/bandi/{CALL}")
        await suspend(page)
    [(_, request, _)] = owner.taken
    assert (request.step, request.act_number, request.reason) == (
        "suspend",
        "61",
        "Guasto al portale",
    )


async def test_what_a_manager_is_writing_survives_a_move_of_the_call(
    chromium: Browser, address: str, desk: Desk, owner: Owner
) -> None:
    await furnished(desk, owner)
    async with opened(chromium, address) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/bandi/{CALL}")
        await page.get_by_text("Revoca il bando").click()
        motive = page.locator("#revoke-2").get_by_label("Motivo")
        await motive.fill("Sto scrivendo")
        await page.wait_for_timeout(300)
        await tell(desk.database, moved("closed", "funds"))
        await page.get_by_text("Bando chiuso: fondi finiti").wait_for()
        assert await motive.input_value() == "Sto scrivendo"


@pytest.mark.parametrize("scripts", [True, False])
async def test_an_official_is_led_to_the_form_of_the_portal(
    chromium: Browser, address: str, desk: Desk, owner: Owner, scripts: bool
) -> None:
    await furnished(desk, owner)
    async with opened(chromium, address, scripts=scripts) as page:
        await page.route(f"{ENTRANCE}*", lambda route: route.fulfill(body="il modulo"))
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_role("link", name="Nuova domanda per conto di…").click()
        await page.get_by_label("Bando e sezione").select_option(f"{CALL}/A")
        await page.get_by_role("radio", name="Allo sportello").check()
        await page.get_by_role("button", name="Apri il modulo").click()
        await page.wait_for_url(ENTRANCE)
    [(_, entry, _)] = owner.taken
    assert (entry.call_id, entry.arrival.channel) == (CALL, "counter")
