"""The dashboard on a real database, with simulators of the two peers that its pages ask."""

import asyncio
import html
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser

from contracts.applications.checks import ApplicationChecked, Instalment, RequirementOutcome
from contracts.applications.decisions import ApplicationDecided, Decision
from contracts.applications.filing import ApplicationRegistered
from contracts.applications.procedure import GiveNotice, RequestIntegration
from contracts.cases import ApplicationCard, RequirementLine
from kit.database import Cause, Database
from kit.ids import new_id
from kit.messages import Event
from kit.refusal import Refusal
from kit.web import create_app
from services.dashboard.api.app import furnish
from services.dashboard.api.desk import Desk
from services.dashboard.api.live import Live
from services.dashboard.models import Staff
from services.dashboard.queries.cards import Cards
from services.dashboard.queries.peer import Peer
from services.dashboard.settings import Settings
from services.dashboard.streams import doors
from services.dashboard.usecases.sessions import create_staff
from tests.dashboard.bureau import Bureau, network_app
from tests.dashboard.calls_world import CALL, programmes
from tests.dashboard.peers import Owner, owner_app, portal_app
from tests.dashboard.treasury import Treasury, vouchers_app
from tests.world.browser import running_chromium

ROOT = Path(__file__).parents[2]
T0 = datetime(2016, 3, 9, 8, 5, tzinfo=UTC)
EMAIL, PASSWORD = "rup@capofila.test", "una frase lunga e segreta"
HOST = "http://scrivania.test"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a headless Chromium")


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The front-end files, fetched once."""
    subprocess.run([sys.executable, "deploy/frontend.py"], cwd=ROOT, check=True)


@pytest.fixture
async def database(fresh_database: Any) -> AsyncIterator[Database]:
    async with fresh_database("dashboard") as fresh:
        yield fresh


class ToldCards:
    """The applications service as the dashboard sees it: it tells what was put here."""

    def __init__(self) -> None:
        self.cards: dict[UUID, ApplicationCard] = {}
        self.gate: Refusal | None = None

    async def read(self, ids: Sequence[UUID], reader: str = "") -> Cards:
        if self.gate and reader:
            if len(ids) == 1:
                raise self.gate
            return {}
        return {each: self.cards[each] for each in ids if each in self.cards}


class WaitingCases:
    """Cases that take decisions, or refuse them as they were told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[UUID, Decision, str]] = []
        self.sent: list[RequestIntegration | GiveNotice] = []
        self.refusal: Refusal | None = None

    async def decide(self, application_id: UUID, decision: Decision, reason: str) -> None:
        if self.refusal:
            raise self.refusal
        self.taken.append((application_id, decision, reason))

    async def ask_integration(self, asked: RequestIntegration) -> None:
        self._send(asked)

    async def give_notice(self, given: GiveNotice) -> None:
        self._send(given)

    def _send(self, told: RequestIntegration | GiveNotice) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.append(told)


@pytest.fixture
def owner() -> Owner:
    """The applications service, as far as pages of calls ask it."""
    return Owner()


@pytest.fixture
def treasury() -> Treasury:
    """The vouchers service, as far as pages ask it."""
    return Treasury()


@pytest.fixture
def bureau() -> Bureau:
    """The network service, as far as pages ask it."""
    return Bureau()


@pytest.fixture
def desk(database: Database, owner: Owner, treasury: Treasury, bureau: Bureau) -> Desk:
    settings = Settings(
        database_url="unused",
        redis_url="unused",
        http_port=1,
        audit_key="a",
        service_key="b",
        pseudonym_key="c",
        session_key="d" * 64,
        temporal_ui_url="http://127.0.0.1:8233",
    )
    return Desk(
        settings=settings,
        database=database,
        cards=ToldCards(),
        cases=WaitingCases(),
        programmes=programmes(),
        applications=Peer("http://owner.test", "b", httpx2.ASGITransport(owner_app(owner))),
        portal=Peer("http://portal.test", "b", httpx2.ASGITransport(portal_app(owner))),
        vouchers=Peer("http://vouchers.test", "b", httpx2.ASGITransport(vouchers_app(treasury))),
        network=Peer("http://network.test", "b", httpx2.ASGITransport(network_app(bureau))),
        live=Live(database),
    )


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    app = create_app("dashboard", "prova")
    furnish(app, desk)
    return app


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody with a browser and no session."""
    transport = httpx2.ASGITransport(app)
    headers = {"Accept": "text/html", "Origin": HOST}
    async with httpx2.AsyncClient(transport=transport, base_url=HOST, headers=headers) as client:
        yield client


@pytest.fixture
async def manager(database: Database) -> Staff:
    return await hire(database, EMAIL, "manager")


@pytest.fixture
async def signed(browser: httpx2.AsyncClient, manager: Staff) -> httpx2.AsyncClient:
    """The manager, signed in."""
    response = await log_in(browser)
    assert response.status_code == 303
    return browser


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest.fixture
async def address(app: FastAPI, desk: Desk, manager: Staff) -> AsyncIterator[str]:
    """The dashboard behind a real port, with its look-out for changes."""
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    tasks = [asyncio.create_task(server.serve()), asyncio.create_task(desk.live.run())]
    while not server.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await tasks[0]
    tasks[1].cancel()


async def hire(database: Database, email: str, role: str) -> Staff:
    async with database.transaction(Cause(actor="demo")) as session:
        return await create_staff(session, "Ada Prova", email, PASSWORD, role)


async def log_in(client: httpx2.AsyncClient, **typed: str) -> httpx2.Response:
    page = await client.get("/accesso")
    form = {"csrf_token": csrf(page), "email": EMAIL, "password": PASSWORD, **typed}
    return await client.post("/accesso", data=form)


def csrf(page: httpx2.Response) -> str:
    return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]


async def send_form(client: httpx2.AsyncClient, at: str, to: str, **typed: str) -> httpx2.Response:
    """Open a page and send one of its forms, with the token and the key of that page."""
    page = await client.get(at)
    form = {"csrf_token": csrf(page), "once": str(new_id()), **typed}
    return await client.post(to, data=form)


def plain(page: httpx2.Response) -> str:
    """The text of a page as one reads it: no tags, one space between words."""
    text = re.sub(r"<[^>]+>", " ", page.text)
    return re.sub(r"\s+", " ", html.unescape(text).replace("\xa0", " "))


async def tell(database: Database, *facts: Event, at: datetime | None = None) -> None:
    """Hand facts to the dashboard as its streams do, each under a new id."""
    for fact in facts:
        cause = Cause(actor=fact.service(), causation=str(new_id()), at=at)
        async with database.transaction(cause) as session:
            await doors.events[fact.type()][1](session, fact)


def registered(number: int = 1, **changed: object) -> ApplicationRegistered:
    facts = {
        "application_id": new_id(),
        "call_id": CALL,
        "call_version": 1,
        "line": "A",
        "support_form": "firm_incentive",
        "place": number,
        "amount_cents": 1_200_000,
        "register_year": 2016,
        "register_number": number,
        "late": False,
        **changed,
    }
    return ApplicationRegistered.model_validate(facts)


def checked(application_id: UUID, round_: int = 1, **changed: object) -> ApplicationChecked:
    facts = {
        "application_id": application_id,
        "checked": round_,
        "checked_at": T0,
        "outcome": "to_complete",
        "requirements": [RequirementOutcome(requirement="place", outcome="yes")],
        "amount_cents": 1_200_000,
        "instalments": [
            Instalment(label="acconto", amount_cents=840_000),
            Instalment(label="saldo", amount_cents=360_000),
        ],
        "voucher_months": 0,
        "review_due_on": date(2016, 4, 8),
        "list_until": None,
        "decision": None,
        **changed,
    }
    return ApplicationChecked.model_validate(facts)


def decided(application_id: UUID, outcome: str = "granted", number: int = 12) -> ApplicationDecided:
    facts = {
        "outcome": outcome,
        "act_number": number,
        "act_year": 2016,
        "batch": False,
        "waited": False,
    }
    return ApplicationDecided.model_validate({"application_id": application_id, **facts})


def card(application_id: UUID, **changed: object) -> ApplicationCard:
    facts = {
        "application_id": application_id,
        "applicant": "Officina Prova S.r.l.",
        "applicant_kind": "firm",
        "municipality": "015146",
        "protocol": "0000001/2016",
        "call_title": "Bando",
        "line_title": "Sezione",
        "answer_due_on": date(2016, 4, 8),
        "requirements": [
            RequirementLine(
                article="art. 3", sentence="L'impresa è nel territorio.", outcome="yes"
            ),
            RequirementLine(
                article="art. 4", sentence="Manca il numero di addetti.", outcome="to_complete"
            ),
        ],
        "reason": "",
        "act": "",
        **changed,
    }
    return ApplicationCard.model_validate(facts)


async def waiting_case(desk: Desk, number: int = 1) -> UUID:
    """A registered and checked application that waits for a decision."""
    fact = registered(number)
    await tell(desk.database, fact, checked(fact.application_id))
    desk.cards.cards[fact.application_id] = card(fact.application_id)
    return fact.application_id
