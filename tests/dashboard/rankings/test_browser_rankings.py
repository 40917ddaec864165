"""The pages of lists in a headless Chromium: accessible at every width, signed without scripts."""

import pytest
from playwright.async_api import Browser

from services.dashboard.api.desk import Desk
from tests.dashboard.conftest import EMAIL, PASSWORD, T0
from tests.dashboard.money_world import figures
from tests.dashboard.rankings_world import (
    CALL,
    ELSE,
    HERE,
    LINE,
    Lists,
    Stand,
    answered,
    closed_call,
    observation,
    public,
    ranking,
    shown,
    whole_list,
)
from tests.dashboard.treasury import Treasury
from tests.world.browser import log_in, opened, violations

pytestmark = pytest.mark.browser
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture
async def signing(desk: Desk, lists: Lists, treasury: Treasury, on: Stand) -> None:
    """A provisional list that everybody may read, after its observations, one of them answered."""
    funds = figures(LINE, 0).model_copy(update={"budget_cents": 3_000_000})
    treasury.lines[CALL] = [funds]
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    answer = {"answer": "Confermato.", "answered_by": ELSE, "answered_at": T0}
    lists.observations, lists.public = [observation(**answer)], public()
    on("2016-05-12")
    on("2016-05-23")


@pytest.mark.parametrize("size", [(1366, 768), (360, 800)])
async def test_axe_finds_nothing_on_lists_and_none_is_too_wide(
    chromium: Browser, address: str, signing: None, size: tuple[int, int]
) -> None:
    waiting = f"{HERE}?elenco=escluse"
    async with opened(chromium, address, size) as page:
        await log_in(page, EMAIL, PASSWORD)
        for path in ("/graduatorie", HERE, waiting, f"{HERE}?verifica=1"):
            await page.goto(path)
            await page.evaluate(UNFOLD)
            assert await violations(page) == [], path
            assert not await page.evaluate(TOO_WIDE), path


async def test_axe_finds_nothing_on_a_signed_list_and_on_one_with_observations(
    chromium: Browser, address: str, desk: Desk, lists: Lists, signing: None
) -> None:
    rows = whole_list()
    await shown(desk, lists, ranking(rows, kind="final", act="3/2016"))
    await answered(desk, rows[0], "accepted")
    lists.observations = [observation()]
    async with opened(chromium, address) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(HERE)
        assert await violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_manager_signs_the_list(
    chromium: Browser, address: str, lists: Lists, signing: None, scripts: bool
) -> None:
    async with opened(chromium, address, scripts=scripts) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.goto(HERE)
        await page.get_by_text("Firma la graduatoria definitiva").first.click()
        await page.get_by_label("Motivazione dell'atto").fill("Approvata dalla commissione.")
        await page.get_by_role("button", name="Firma la graduatoria definitiva").click()
        await page.get_by_role("heading", name="Graduatoria firmata").wait_for()
    assert [(path, body.reason) for path, body, _ in lists.taken] == [
        ("final", "Approvata dalla commissione.")
    ]
