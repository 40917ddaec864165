from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kit import clock
from kit.database import Database
from tests.conftest import FreshDatabase
from tests.vouchers.world import Ledger
from tests.vouchers.world_aid import DELTA, Gate, open_gate
from tests.vouchers.world_money import Treasury
from tests.vouchers.world_vouchers import NIDO, Shop


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    async with fresh_database("vouchers") as database:
        yield database


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture
def treasury(database: Database) -> Treasury:
    return Treasury(database)


class Time:
    """Business time of this process, which a test moves."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._moved = timedelta()

    def pass_days(self, days: int) -> None:
        self._moved += timedelta(days=days)
        clock.move(self._path, self._moved)

    def pass_hours(self, hours: int) -> None:
        self._moved += timedelta(hours=hours)
        clock.move(self._path, self._moved)

    def stand_on(self, day: str) -> None:
        """Ten in the morning of a day, as `2026-03-01`."""
        at = datetime.fromisoformat(f"{day}T10:00:00+01:00")
        self._moved += at - clock.now()
        clock.move(self._path, self._moved)


@pytest.fixture
def time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Time:
    path = tmp_path / "clock"
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(path))
    return Time(path)


@pytest.fixture
async def shop(database: Database) -> Shop:
    """A line of 10,000.00 euro, and a provider `nido` for whatever is asked."""
    shop = Shop(database)
    await shop.open(1_000_000)
    await shop.accredit("nido", NIDO)
    return shop


@pytest.fixture
async def gate(treasury: Treasury, time: Time) -> AsyncIterator[Gate]:
    """DELTA was granted 150,000 on 10 May 2024 and 148,500 on 1 February 2025."""
    time.stand_on("2026-03-01")
    await treasury.open(100_000_000)
    async with open_gate(treasury) as gate:
        gate.register.granted(DELTA, 15_000_000, date(2024, 5, 10))
        gate.register.granted(DELTA, 14_850_000, date(2025, 2, 1))
        yield gate
