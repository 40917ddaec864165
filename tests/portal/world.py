"""What happens at the portal, in verbs: somebody with a browser reads, writes and sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from kit.database import Database
from services.portal.api.front import Front
from tests.applications.world import SERVICE, Desk

HOST = "http://portale.test"
GIULIA = {
    "a.applicant.given_name": "Giulia", "a.applicant.family_name": "Colombo",
    "a.applicant.tax_code": "CLMGLI86D55C523W", "a.applicant.birth_on.g": "15",
    "a.applicant.birth_on.m": "4", "a.applicant.birth_on.a": "1986",
    "a.applicant.municipality": "Cernusco sul Naviglio",
    "a.applicant.email": "giulia.colombo@posta.example",
}  # fmt: skip
ANSWERS = {
    "a.work": "employee", "a.children": "1", "a.service": "childcare", "a.cost_cents": "1.200,00",
}  # fmt: skip
IBAN = {"iban": "IT60 X054 2811 1010 0000 0123 456"}
DECLARED = {"declared.truth": "si", "declared.privacy": "si"}
FILLED = {
    "chi": GIULIA, "domande-1": ANSWERS, "documenti": {}, "pagamento": IBAN,
    "dichiarazioni": DECLARED,
}  # fmt: skip
Page = httpx2.Response


@dataclass
class Portal:
    """The portal, the service that it asks, and a browser."""

    front: Front
    desk: Desk
    app: FastAPI
    browser: httpx2.AsyncClient
    databases: dict[str, Database]
    network: httpx2.AsyncClient
    draft: str = ""
    code: str = ""
    seen: list[str] = field(default_factory=list)

    async def open(self, path: str) -> Page:
        return await self.browser.get(path, follow_redirects=True)

    async def send(self, path: str, form: dict[str, Any] | None = None, **options: Any) -> Page:
        """Send a form as the page at its address would, hidden fields and all."""
        shown = await self.open(options.pop("of", path))
        typed = {**hidden(shown), **(form or {})}
        return await self.browser.post(path, data=typed, **options)

    async def begin(self, line: str = "ADM-2015/II") -> str:
        """Start a draft; return its id."""
        started = await self.send(f"/bandi/{line}/domanda")
        assert started.status_code == 303, started.text
        self.draft = started.headers["location"].split("/")[2]
        self.code = re.search(r'id="codice">([^<]+)<', (await self.open(self.at("codice"))).text)[1]
        return self.draft

    def at(self, rest: str = "") -> str:
        return f"/domanda/{self.draft}" + (f"/{rest}" if rest else "")

    async def fill(self, step: str, form: dict[str, Any], action: str = "continua") -> Page:
        """Fill in a page and press one of its buttons."""
        path = self.at("documenti" if step == "documenti" else f"passo/{step}")
        return await self.send(path, {**form, "azione": action}, of=self.at(f"passo/{step}"))

    async def fill_all(self, **changes: dict[str, Any]) -> Page:
        """Fill in every page up to the check of all answers."""
        for step, form in FILLED.items():
            page = await self.fill(step, {**form, **changes.get(step, {})})
        return page

    async def apply(self, line: str = "ADM-2015/II") -> Page:
        """Start, fill in and send an application; return its receipt."""
        await self.begin(line)
        await self.fill_all()
        sent = await self.send(self.at("invio"), of=self.at("controllo"))
        assert sent.status_code == 303, sent.text
        return await self.open(sent.headers["location"])

    async def ask(self, path: str, body: Any) -> Page:
        """Ask as one of our own services."""
        return await self.browser.post(f"/v1/{path}", json=body, headers=SERVICE)

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        async with self.front.database.reading() as session:
            return (await session.execute(text(query), values)).all()

    async def one(self, query: str, **values: Any) -> Any:
        (row,) = await self.rows(query, **values)
        return row

    async def data(self) -> dict[str, Any]:
        """What the draft holds of what was typed."""
        query = "select data from draft where id = :id"
        return (await self.one(query, id=UUID(self.draft))).data

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every fact that the portal announced, in order: its name and its data."""
        rows = await self.rows("select type, data from event_log order by id")
        return [(row.type.split(".", 3)[3], row.data) for row in rows]


def hidden(page: Page) -> dict[str, str]:
    """The hidden fields of a page, by name."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in inputs}


def words(page: Page) -> str:
    """What a page says, without its marks."""
    body = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def errors(page: Page) -> list[str]:
    """The sentences of the summary of errors."""
    box = page.text.partition('id="riepilogo"')[2].partition("</ul>")[0]
    return [unescape(each) for each in re.findall(r'<a href="[^"]*">([^<]+)</a>', box)]


def heading(page: Page) -> str:
    """The first heading of a page."""
    return unescape(page.text.partition("<h1>")[2].partition("</h1>")[0])
