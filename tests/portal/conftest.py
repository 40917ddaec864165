"""The portal beside the real services that it asks, on one database, behind their real doors."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from kit.database import Database
from kit.web import create_app
from programmes.files import load_programmes
from services.applications.queries import calls
from services.network import api as network_api
from services.portal.api.app import furnish
from services.portal.api.front import Front
from services.portal.queries.applications import Applications
from services.portal.queries.neighbours import Neighbours
from services.portal.queries.peer import Peer
from services.portal.rules.places import Places
from services.portal.rules.rate import Limits
from services.portal.settings import Settings
from services.vouchers import api as vouchers_api
from services.vouchers.rules.codes import Codes
from tests.applications.conftest import opened
from tests.applications.world import FAMILY_CALL, PSEUDONYM_KEY, SERVICE_KEY, Desk, Time
from tests.conftest import FreshHouse, as_service
from tests.portal.world import HOST, Portal

ROOT = Path(__file__).parents[2]
PROGRAMMES = load_programmes()
WHILE_OPEN = "2015-11-02T10:00"


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """The front-end files, fetched once."""
    subprocess.run([sys.executable, "deploy/frontend.py"], cwd=ROOT, check=True)


@pytest.fixture(scope="module")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("clock") / "clock"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CAPOFILA_CLOCK_FILE", str(path))
        environment.setenv("CAPOFILA_APPLICATIONS_ATTACHMENTS_PATH", str(path.with_name("files")))
        yield path


@pytest.fixture(autouse=True)
def time(clock_file: Path) -> Time:
    """Business time; each test begins while the families' call is open."""
    time = Time(clock_file)
    time.is_(WHILE_OPEN)
    return time


@pytest.fixture(autouse=True)
def _no_version_of_another_database() -> None:
    """A process lives with one database, and remembers its versions for ever."""
    calls._versions.clear()
    calls._parsed.clear()


@pytest.fixture
async def portal(fresh_house: FreshHouse) -> AsyncIterator[Portal]:
    """The portal with the families' call published, and a browser of somebody with no draft."""
    async with standing_portal(fresh_house) as portal:
        yield portal


@asynccontextmanager
async def standing_portal(
    fresh_house: FreshHouse, *published: str, programmes=PROGRAMMES
) -> AsyncIterator[Portal]:
    """A portal whose peers are the real services, with some calls published."""
    async with fresh_house() as url:
        databases = {
            name: Database(as_service(url, name))
            for name in ("portal", "applications", "vouchers", "network")
        }
        chosen = published or (FAMILY_CALL,)
        async with opened(databases["applications"], programmes, chosen) as desk:
            front = _front(databases, desk)
            app = create_app("portal", "prova")
            app.state.settings = front.settings
            furnish(app, front)
            async with browser_of(app) as browser:
                network = front.neighbours._network._client
                yield Portal(front, desk, app, browser, databases, network)
        for database in databases.values():
            await database.close()


@asynccontextmanager
async def browser_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser without scripts and without cookies."""
    transport = httpx2.ASGITransport(app)
    headers = {"Accept": "text/html", "Origin": HOST}
    async with httpx2.AsyncClient(transport=transport, base_url=HOST, headers=headers) as client:
        yield client


def _front(databases: dict[str, Database], desk: Desk) -> Front:
    settings = Settings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key=SERVICE_KEY,
        pseudonym_key=PSEUDONYM_KEY, session_key="d" * 64, public_url=HOST,
        feedback_email="aiuto@capofila.test",
    )  # fmt: skip
    neighbours = Neighbours(
        _peer(vouchers_api.router, databases["vouchers"], settings),
        _peer(network_api.router, databases["network"], settings),
    )
    applications = Applications(Peer("http://applications", SERVICE_KEY, desk.door._transport))
    places = Places(PROGRAMMES.municipalities.values())
    return Front(settings, databases["portal"], applications, neighbours, places, Limits())


def _peer(router, database: Database, settings: Settings) -> Peer:
    app = create_app("peer", "prova")
    app.state.settings, app.state.database = settings, database
    app.state.pseudonym_key, app.state.codes = PSEUDONYM_KEY, Codes(b"0" * 32)
    app.include_router(router)
    return Peer("http://peer", SERVICE_KEY, httpx2.ASGITransport(app))
