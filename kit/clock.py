"""The only source of business time; one offset file moves it for every process at once."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kit.days import ROME, civil_day, end_of_day

__all__ = ["ROME", "civil_day", "end_of_day", "move", "now", "real_now", "today"]


def now() -> datetime:
    """Return the present instant in UTC, moved by the offset of `CAPOFILA_CLOCK_FILE`."""
    return real_now() + _offset()


def real_now() -> datetime:
    """Return the present instant in UTC, whatever the offset."""
    return datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """Return the civil day in Italy."""
    return civil_day(now())


def move(path: Path, offset: timedelta) -> None:
    """Let every process that reads this clock file live `offset` away from real time."""
    scratch = path.with_suffix(".new")
    scratch.write_text(str(offset.total_seconds()))
    scratch.replace(path)


def _offset() -> timedelta:
    path = os.environ.get("CAPOFILA_CLOCK_FILE")
    if path is None:
        return timedelta()
    try:
        return timedelta(seconds=float(Path(path).read_text()))
    except FileNotFoundError:
        return timedelta()
