"""A desk of a house whose one call goes by a list, on a day after its closing."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx2
import pytest

from kit import clock
from services.dashboard.api.desk import Desk
from services.dashboard.queries.peer import Peer
from tests.dashboard.rankings_world import Lists, Stand, lists_app, programmes


@pytest.fixture
def lists() -> Lists:
    """The applications service, as far as pages of lists ask it."""
    return Lists()


@pytest.fixture
def desk(desk: Desk, lists: Lists) -> Desk:
    owner = Peer("http://owner.test", "b", httpx2.ASGITransport(lists_app(lists)))
    return replace(desk, programmes=programmes(), applications=owner)


@pytest.fixture(autouse=True)
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Put the clock of the house on a day at nine; first on the day after the call closed."""
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(tmp_path / "clock"))

    def stand(day: str) -> None:
        moment = datetime.fromisoformat(f"{day}T09:00+02:00")
        clock.move(tmp_path / "clock", moment - clock.real_now())

    stand("2016-05-03")
    return stand
