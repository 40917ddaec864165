from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from kit import clock
from kit.database import Database
from tests.conftest import FreshDatabase
from tests.vouchers.world import Ledger


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    async with fresh_database("vouchers") as database:
        yield database


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


class Time:
    """Business time of this process, which a test moves."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._moved = timedelta()

    def pass_days(self, days: int) -> None:
        self._moved += timedelta(days=days)
        clock.move(self._path, self._moved)


@pytest.fixture
def time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Time:
    path = tmp_path / "clock"
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(path))
    return Time(path)
