"""The only source of business time; one offset file moves it for every process at once."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kit.days import ROME, civil_day, end_of_day

__all__ = ["ROME", "civil_day", "end_of_day", "move", "now", "real_now", "today"]


_read: dict[Path, tuple[int, timedelta]] = {}


def now(file: Path | None = None) -> datetime:
    """Return the present instant in UTC, moved by the offset of `CAPOFILA_CLOCK_FILE` or a file."""
    path = file or os.environ.get("CAPOFILA_CLOCK_FILE")
    return real_now() + (_offset(Path(path)) if path else timedelta())


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


def _offset(path: Path) -> timedelta:
    """Read the offset when its file was replaced; otherwise the one read before."""
    try:
        written = path.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if path not in _read or _read[path][0] != written:
        _read[path] = (written, timedelta(seconds=float(path.read_text())))
    return _read[path][1]
