"""The network service as `services.network.main` builds it, without its streams."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx2
import pytest

from kit.database import Cause, Database
from kit.web import create_app
from programmes.files import load_programmes
from services.network import api
from services.network.settings import NetworkSettings
from services.network.usecases import publish_alliance
from tests.conftest import FreshDatabase
from tests.network.world import PSEUDONYM_KEY, SERVICE, SERVICE_KEY, Network, Time

PROGRAMMES = load_programmes()


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    async with fresh_database("network") as database:
        yield database


@pytest.fixture
def time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock of the house, standing where a test puts it."""
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(tmp_path / "clock"))
    time = Time(tmp_path / "clock")
    time.stand(datetime.fromisoformat("2014-11-05T09:00+01:00"))
    return time


@pytest.fixture
async def network(database: Database) -> AsyncIterator[Network]:
    """The door of the service, with the alliances of the files and no adhesion."""
    app = create_app("network", "Alleanze")
    app.state.settings = NetworkSettings(
        database_url="", redis_url="", http_port=1, audit_key="a", service_key=SERVICE_KEY,
        pseudonym_key=PSEUDONYM_KEY,
    )  # fmt: skip
    app.state.database, app.state.pseudonym_key = database, PSEUDONYM_KEY
    app.include_router(api.router)
    async with database.transaction(Cause(actor="programmes")) as session:
        for alliance in PROGRAMMES.alliances.values():
            await publish_alliance(session, alliance)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://network", headers=SERVICE
    ) as door:
        yield Network(database, door)
