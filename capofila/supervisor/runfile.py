"""The data folder's memory: its identity, its ports and what runs on it."""

import fcntl
import json
import os
import secrets
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import psutil

from capofila.servers.process import ServerError

BUSY = (
    "Capofila is already running on {data}: stop it first (process {pid}), "
    "or choose another folder with --data."
)
UNWRITABLE = "{data} cannot be written by this user: choose another folder with --data."
REAPING = 10.0


class BusyError(ServerError):
    """Another supervisor runs on the data folder."""


@dataclass(frozen=True, slots=True)
class Life:
    """A process of ours: its number, its birth (numbers are used again), how to stop it."""

    pid: int
    born: str
    signal: int


@dataclass(slots=True)
class RunFile:
    """What `run.json` holds."""

    path: Path
    identity: str = field(default_factory=lambda: secrets.token_hex(8))
    pid: int | None = None
    ports: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Life] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Path) -> "RunFile":
        """Read the folder's run file, or begin one."""
        path = data / "run.json"
        if not path.exists():
            return cls(path)
        known = json.loads(path.read_text())
        known["processes"] = {name: Life(**life) for name, life in known["processes"].items()}
        return cls(path, **known)

    def write(self) -> None:
        """Replace the file at once, readable by this user only."""
        facts = asdict(self)
        del facts["path"]
        write_private(self.path, json.dumps(facts, indent=1))

    def reap(self) -> None:
        """End what a killed supervisor left behind, last started first; strangers are spared."""
        for life in reversed(self.processes.values()):
            _end(life)
        self.processes = {}


def write_private(path: Path, text: str) -> None:
    """Write a file of this user only, durably, all of it or nothing."""
    scratch = path.with_suffix(".new")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def lock(data: Path) -> IO[str]:
    """Take the folder for this supervisor, or refuse; the kernel frees it when we die."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        # PostgreSQL runs as a user of its own under root, and must pass through.
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        file = os.fdopen(os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise ServerError(UNWRITABLE.format(data=data)) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise BusyError(BUSY.format(data=data, pid=RunFile.read(data).pid)) from error
    return file


def secrets_of(data: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Give the keys of this data folder, made once."""
    path = data / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: secrets.token_hex(32) for name in names if name not in known}
    if missing:
        known |= missing
        write_private(path, json.dumps(known, indent=1))
    return known


def life_of(pid: int, stop_signal: int) -> Life | None:
    """Describe a living process."""
    born = _birth(pid)
    return Life(pid, born, stop_signal) if born else None


def _birth(pid: int) -> str | None:
    """Tell when a process was born in a way that no clock change alters; nothing for a dead one."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        facts = Path(f"/proc/{pid}/stat")
        if not facts.exists():
            return str(process.create_time())
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{facts.read_text().rpartition(')')[2].split()[19]}"
    except (psutil.Error, OSError, IndexError):
        return None


def _end(life: Life) -> None:
    for number in (life.signal, signal.SIGKILL):
        if _birth(life.pid) != life.born:
            return
        os.kill(life.pid, number)
        deadline = time.monotonic() + REAPING
        while _birth(life.pid) == life.born and time.monotonic() < deadline:
            time.sleep(0.02)
