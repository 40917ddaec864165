"""A headless Chromium, and what is asked of every page in it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from services.dashboard.api.render import STATIC

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1366, 768), (390, 844)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
RUN_AXE = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 100)).join(' | ')}`)"""


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on PATH: the pages were not opened in a browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(
    chromium: Browser, address: str, size: tuple[int, int] = SIZES[0], *, scripts: bool = True
) -> AsyncIterator[Page]:
    """A page that complains about whatever its console says."""
    width, height = size
    context = await chromium.new_context(
        viewport={"width": width, "height": height}, base_url=address, java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert [each for each in complaints if "status of 4" not in each] == []


async def log_in(page: Page, email: str, password: str) -> None:
    await page.goto("/accesso")
    await page.get_by_label("Indirizzo e-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Entra").click()
    await page.get_by_role("heading", name="Domande").wait_for()


async def violations(page: Page) -> list[str]:
    devtools = await page.context.new_cdp_session(page)
    source = await asyncio.to_thread(Path(STATIC / "axe.js").read_text)
    await devtools.send("Runtime.evaluate", {"expression": source})
    found: list[str] = await page.evaluate(RUN_AXE, RULES)
    return found
