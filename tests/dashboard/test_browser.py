"""The pages in a headless Chromium: accessible, alive, and usable without scripts."""

import pytest
from playwright.async_api import Browser

from services.dashboard.api.desk import Desk
from tests.dashboard.conftest import (
    EMAIL,
    PASSWORD,
    card,
    checked,
    registered,
    tell,
    waiting_case,
)
from tests.world.browser import SIZES, log_in, opened, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_on_login_list_and_case(
    chromium: Browser, address: str, desk: Desk, size: tuple[int, int]
) -> None:
    case = await waiting_case(desk)
    async with opened(chromium, address, size) as page:
        await page.goto("/accesso")
        assert await violations(page) == []
        await log_in(page, EMAIL, PASSWORD)
        for path in ("/domande", "/domande?protocollo=9", f"/domande/{case}", "/accessibilita"):
            await page.goto(path)
            assert await violations(page) == [], path


@pytest.mark.parametrize("scripts", [True, False])
async def test_an_official_logs_in_finds_a_case_and_refuses_it(
    chromium: Browser, address: str, desk: Desk, scripts: bool
) -> None:
    case = await waiting_case(desk)
    async with opened(chromium, address, scripts=scripts) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_role("link", name="Da decidere").click()
        await page.get_by_role("link", name="0000001/2016").click()
        await page.get_by_role("radio", name="Respingi").check()
        await page.get_by_role("button", name="Registra la decisione").click()
        await page.get_by_text("Per respingere serve la motivazione.").first.wait_for()
        await page.get_by_role("textbox", name="Motivazione").fill("Fuori dal territorio")
        await page.get_by_role("button", name="Registra la decisione").click()
        await page.get_by_role("heading", name="Decisione registrata").first.wait_for()
    [(taken, decision, reason)] = desk.cases.taken
    assert (taken, decision.outcome, reason) == (case, "refused", "Fuori dal territorio")


async def test_the_list_follows_the_events_without_losing_focus_or_place(
    chromium: Browser, address: str, desk: Desk
) -> None:
    facts = [registered(number) for number in range(1, 21)]
    await tell(desk.database, *facts)
    async with opened(chromium, address, (1366, 500)) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_text("In diretta").wait_for()
        link = page.get_by_role("link", name="0000002/2016")
        await link.focus()
        place = await page.evaluate("scrollY")
        await tell(desk.database, checked(facts[1].application_id))
        row = page.locator(f"#d-{facts[1].application_id}")
        await row.get_by_text("Da decidere").wait_for()
        assert await link.evaluate("link => document.activeElement === link")
        assert await page.evaluate("scrollY") == place > 0


async def test_what_an_official_is_writing_survives_a_live_change(
    chromium: Browser, address: str, desk: Desk
) -> None:
    case = await waiting_case(desk)
    async with opened(chromium, address) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_text("Storia del caso").wait_for()
        await page.get_by_role("radio", name="Accogli").check()
        await page.get_by_role("textbox", name="Motivazione").fill("Sto scrivendo")
        await page.wait_for_timeout(300)
        await tell(desk.database, checked(case, 1))
        await page.locator(".timeline .what", has_text="Requisiti controllati").nth(1).wait_for()
        assert (
            await page.get_by_role("textbox", name="Motivazione").input_value() == "Sto scrivendo"
        )
        assert await page.get_by_role("radio", name="Accogli").is_checked()


async def test_what_an_official_unfolded_stays_unfolded_after_a_live_change(
    chromium: Browser, address: str, desk: Desk
) -> None:
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, answers=[("Quante persone?", "55")])
    async with opened(chromium, address) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_text("1 risposta").click()
        await tell(desk.database, checked(case, 1))
        await page.locator(".timeline .what", has_text="Requisiti controllati").nth(1).wait_for()
        assert await page.get_by_text("Quante persone?").is_visible()


async def test_no_page_asks_anything_of_another_host(
    chromium: Browser, address: str, desk: Desk
) -> None:
    case = await waiting_case(desk)
    async with opened(chromium, address) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(f"/domande/{case}")
        await page.get_by_role("heading", name="Cronologia").wait_for()
        assert [url for url in asked if not url.startswith(address)] == []


async def test_the_closed_session_of_a_stolen_cookie_opens_nothing(
    chromium: Browser, address: str
) -> None:
    async with opened(chromium, address) as page:
        await log_in(page, EMAIL, PASSWORD)
        stolen = await page.context.cookies()
        await page.get_by_role("button", name="Esci").click()
        await page.get_by_text("Sei uscito.").wait_for()
        await page.context.add_cookies(
            [{"name": each["name"], "value": each["value"], "url": address} for each in stolen]
        )
        await page.goto("/domande")
        await page.get_by_role("heading", name="Accedi").wait_for()
