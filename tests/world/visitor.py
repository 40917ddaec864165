"""Somebody at the portal of a running house, with a browser that runs no scripts."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from tests.portal.world import hidden


@dataclass
class Visitor:
    """Reads pages and sends their forms, hidden fields and all."""

    browser: httpx2.AsyncClient
    draft: str = ""

    async def open(self, path: str) -> httpx2.Response:
        return await self.browser.get(path, follow_redirects=True)

    async def send(self, path: str, typed: dict[str, str], of: str = "") -> httpx2.Response:
        """Send a form as the page at `of` would, or that at its own address."""
        shown = await self.open(of or path)
        answer = await self.browser.post(path, data={**hidden(shown), **typed})
        assert answer.status_code == 303, answer.text
        return answer

    async def begin(self, line: str) -> None:
        """Start a draft."""
        started = await self.send(f"/bandi/{line}/domanda", {})
        self.draft = re.split("[/?]", started.headers["location"])[2]


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    # A line that was kept open may be closed by the other end while a slow house works.
    headers = {"Accept": "text/html", "Origin": address, "Connection": "close"}
    async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=20) as browser:
        yield Visitor(browser)
