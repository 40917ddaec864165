"""The web inbox: a list, a page per message, and the same list as JSON for checks."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from capofila.servers.mail.store import Caught, Store, body, parse, summary
from capofila.servers.mailbox.boxes import INBOX, NAME, Boxes, Stored
from capofila.servers.mailbox.told import ARCHIVE

PAGE_SIZE = 100
FOLDERS = (INBOX, ARCHIVE)
HOSTS = ["127.0.0.1", "localhost"]
ROME = ZoneInfo("Europe/Rome")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# A letter may style itself and carry its own images, and can neither run nor fetch anything.
LETTER_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "frame-ancestors 'self'"
    ),
}
TEMPLATES = Path(__file__).parent / "templates"


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(ROME):%d/%m/%Y %H:%M:%S}"


PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
PAGES.filters["clock"] = _clock


class Inbox:
    """The pages over what left, and over the mailboxes of what came."""

    def __init__(self, store: Store, boxes: Boxes) -> None:
        self._store = store
        self._boxes = boxes

    def app(self) -> Starlette:
        """Build the application."""
        return Starlette(
            routes=[
                Route("/", self.listing),
                Route("/status", self.status),
                Route("/messages.json", self.as_json),
                Route("/inbox.css", self.style),
                Route("/messages/{name}", self.message),
                Route("/messages/{name}/html", self.letter),
                Route("/caselle", self.mailboxes),
                Route("/caselle/{address}/{folder}/{uid:int}", self.received),
            ],
            # Another site's page, sent here under its own name, must not read the letters.
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
            ],
        )

    async def listing(self, request: Request) -> Response:
        """Show the messages, newest first, a hundred at a time."""
        messages = self._store.messages[::-1]
        asked = request.query_params.get("page", "1")
        page = max(int(asked), 1) if asked.isdecimal() else 1
        shown = messages[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        more = len(messages) > page * PAGE_SIZE
        return _page("list.html", messages=shown, count=len(messages), page=page, more=more)

    async def message(self, request: Request) -> Response:
        """Show one message with its text and, framed, its HTML."""
        name = request.path_params["name"]
        message = self._store.read(name)
        if message is None:
            raise HTTPException(404, "Messaggio non trovato")
        caught = next(each for each in self._store.messages if each.id == name)
        text, html = body(message, "plain"), body(message, "html")
        return _page("message.html", caught=caught, text=text, html=html is not None)

    async def letter(self, request: Request) -> Response:
        """Return the HTML of a message, which may only be framed."""
        message = self._store.read(request.path_params["name"])
        html = body(message, "html") if message else None
        if html is None:
            raise HTTPException(404, "Messaggio non trovato")
        return HTMLResponse(html, headers=LETTER_HEADERS)

    async def mailboxes(self, _: Request) -> Response:
        """Show what lies in each mailbox, and what was taken from it."""
        shown = [
            (account, folder, [(each, _summary(each)) for each in found[::-1][:PAGE_SIZE]])
            for account in self._boxes.accounts
            for folder in FOLDERS
            if (found := self._boxes.folder(account.address, folder).messages())
        ]
        return _page("mailboxes.html", shown=shown)

    async def received(self, request: Request) -> Response:
        """Show one message of a mailbox with its text."""
        address, folder = request.path_params["address"], request.path_params["folder"]
        known = self._boxes.account(address) and NAME.fullmatch(folder)
        found = self._boxes.folder(address, folder).messages() if known else []
        message = next((each for each in found if each.uid == request.path_params["uid"]), None)
        if message is None:
            raise HTTPException(404, "Messaggio non trovato")
        text = body(parse(message.path.read_bytes()), "plain")
        return _page("message.html", caught=_summary(message), text=text, html=False)

    async def as_json(self, _: Request) -> Response:
        """Return every message's summary, oldest first."""
        messages = [asdict(each) for each in self._store.messages]
        content = orjson.dumps({"count": len(messages), "messages": messages})
        return Response(content, media_type="application/json", headers=HEADERS)

    async def status(self, _: Request) -> Response:
        """Answer that the catcher works, and how many messages it holds."""
        content = orjson.dumps({"status": "ok", "count": len(self._store.messages)})
        return Response(content, media_type="application/json", headers=HEADERS)

    async def style(self, _: Request) -> Response:
        """Return the style sheet."""
        text = (TEMPLATES / "inbox.css").read_text()
        return PlainTextResponse(text, media_type="text/css", headers=HEADERS)


def _summary(message: Stored) -> Caught:
    name = f"{int(message.arrived_at.timestamp() * 1e9)}-{message.uid}"
    return summary(name, message.path.read_bytes())


def _page(template: str, **values: object) -> Response:
    return HTMLResponse(PAGES.get_template(template).render(values), headers=HEADERS)
