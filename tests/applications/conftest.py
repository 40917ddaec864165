"""The applications service as `services.applications.main` builds it, without its streams."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from kit.database import Database
from kit.web import create_app
from programmes.files import Programmes, load_programmes
from services.applications import main
from services.applications.api import ROUTERS
from services.applications.queries import calls
from services.applications.settings import ApplicationsSettings
from tests.applications.world import (
    FAMILY_CALL,
    FIRM_CALL,
    PSEUDONYM_KEY,
    SERVICE_KEY,
    Desk,
    Time,
)
from tests.conftest import FreshDatabase

PROGRAMMES = load_programmes()
WHILE_OPEN = "2015-11-02T10:00"


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
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A desk where nothing was filed yet."""
    async with fresh_database("applications") as database, opened(database) as desk:
        yield desk


@pytest.fixture
async def drafting(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A desk where every call is a draft."""
    async with fresh_database("applications") as database, opened(database, published=()) as desk:
        yield desk


@pytest.fixture(scope="module")
async def refusing(fresh_database: FreshDatabase, clock_file: Path) -> AsyncIterator[Desk]:
    """One desk for all those tests that leave nothing behind."""
    Time(clock_file).is_(WHILE_OPEN)
    async with fresh_database("applications") as database, opened(database) as desk:
        yield desk


@asynccontextmanager
async def opened(
    database: Database,
    programmes: Programmes = PROGRAMMES,
    published: Sequence[str] = (FAMILY_CALL, FIRM_CALL),
) -> AsyncIterator[Desk]:
    """The service on a database, with some calls published by the steps of two officials."""
    app = create_app("applications", "Domande")
    app.state.settings = ApplicationsSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key=SERVICE_KEY,
        pseudonym_key=PSEUDONYM_KEY,
    )  # fmt: skip
    app.state.database, app.state.programmes = database, programmes
    app.state.pseudonym_key = PSEUDONYM_KEY
    for router in ROUTERS:
        app.include_router(router)
    await main.take_files(database, programmes)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://applications") as door:
        desk = Desk(database, door, programmes)
        for call_id in published:
            await desk.publish(call_id)
        yield desk
