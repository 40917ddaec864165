"""A supervisor in a process of its own, to be killed or run as another user."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from capofila.servers.account import Account

ROOT = Path(__file__).parents[2]


def lives(data: Path) -> dict[str, int]:
    """Return the number of every process that the run file names."""
    path = data / "run.json"
    known = json.loads(path.read_text()) if path.exists() else {"processes": {}}
    return {name: life["pid"] for name, life in known["processes"].items()}


def running(pids: Iterable[int]) -> list[int]:
    """Return those of the processes that still run."""
    return [pid for pid in pids if psutil.pid_exists(pid) and _is_alive(pid)]


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def until(fact: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for a fact, looking at it often, or fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def supervisor(data: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Run `capofila servers` until its servers answer; leave nothing behind."""
    process = subprocess.Popen(  # noqa: ASYNC220
        (sys.executable, "-m", "capofila.cli", "servers", "--data", str(data)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        line = await asyncio.to_thread(process.stdout.readline)
        assert line.startswith(b"CAPOFILA_ADMIN_DATABASE_URL="), line
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)
        process.stdout.close()


def interpreter_for(account: Account) -> tuple[str, str] | None:
    """Find a Python that the user can run, with the module path that gives it our libraries."""
    libraries = Path(sysconfig.get_path("purelib"))
    if not (account.may_enter(ROOT) and account.may_enter(libraries)):
        return None
    path = os.pathsep.join((str(ROOT), str(libraries)))
    here, other = Path(sys.executable), shutil.which("python3", path="/usr/bin")
    if account.may_enter(here):
        return str(here), path
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    same = other and Path(other).resolve().name == version
    return (other, path) if other and same else None


def run_as(account: Account, data: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code, told the data folder, as another user."""
    python, path = interpreter_for(account)
    # Redis's client wants this back-port before 3.11.3, which our own environment may lack.
    (data.parent / "async_timeout.py").write_text("from asyncio import timeout\n")
    return subprocess.run(
        (python, "-c", code, str(data)),
        user=account.uid,
        group=account.gid,
        extra_groups=[account.gid],
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{path}:{data.parent}", "HOME": "/"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
