"""The driver of the bare side."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.meter import Meter
from bench.sample import Sample

ROOT = Path(__file__).parents[1]
# The server's trailing work on a burst that is over, and the worker's last answer.
TRAIL = 0.3


@dataclass(frozen=True)
class Kind:
    """One kind of bare workflow."""

    name: str
    steps: int
    local: bool


NONE = Kind("bare, 0 activities", 0, local=False)
REMOTE = Kind("bare, 4 remote", 4, local=False)
LOCAL = Kind("bare, 4 local", 4, local=True)
KINDS = (NONE, REMOTE, LOCAL)


class Bare:
    """Bursts of bare workflows in their own worker process."""

    def __init__(self, worker: Process, temporal_pid: int) -> None:
        self._worker = worker
        self._meter = Meter({"temporal": temporal_pid, "worker": worker.pid})

    async def burst(self, kind: Kind, flows: int) -> Sample:
        """Run so many workflows at once, timed by the worker from first start to last end."""
        self._meter.lap()
        seconds = await self._order({"steps": kind.steps, "local": kind.local, "flows": flows})
        await asyncio.sleep(TRAIL)
        return Sample(kind.name, flows, seconds, self._meter.lap().per(flows))

    async def _order(self, order: dict[str, int | bool]) -> float:
        stdin, stdout = self._worker.stdin, self._worker.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the bare worker has no pipes")
        stdin.write(orjson.dumps(order) + b"\n")
        await stdin.drain()
        line = await stdout.readline()
        if not line:
            raise RuntimeError("the bare worker ended")
        return float(orjson.loads(line)["seconds"])


@asynccontextmanager
async def bare(address: str, temporal_pid: int) -> AsyncIterator[Bare]:
    """Run the bare worker for as long as the block lasts."""
    argv = (sys.executable, "-m", "bench.bare_worker", address)
    worker = await asyncio.create_subprocess_exec(*argv, stdin=PIPE, stdout=PIPE, cwd=ROOT)
    try:
        yield Bare(worker, temporal_pid)
    finally:
        worker.kill()
        await worker.wait()
