"""An official's way in a real browser on the real house: login, case, decision, voucher."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from capofila.demo.run import EMAIL, PASSWORD, make_official
from tests.world.browser import log_in, opened, running_chromium, violations
from tests.world.live import LiveHouse, family, numbers

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


async def test_an_official_grants_a_family_its_voucher(chromium: Browser, house: LiveHouse) -> None:
    await make_official(house.stack)
    receipt = await house.apply(family(next(numbers), cost_cents=60_000))
    async with opened(chromium, house.stack.url("dashboard")) as page:
        await log_in(page, EMAIL, PASSWORD)
        await page.get_by_role("link", name=receipt["protocol"]).click()
        await page.get_by_role("radio", name="Accogli").check()
        assert await violations(page) == []
        await page.get_by_role("button", name="Registra la decisione").click()
        await page.get_by_role("heading", name="Voucher", exact=True).wait_for()
        await page.get_by_text("300,00").first.wait_for()
        assert await violations(page) == []
    assert await house.settled() == []
    card = await house.ask("vouchers", "voucher-cards", receipt)
    assert card["residual_cents"] == 30_000
