"""Keeps one process running: restarts it with back-off, stops it with patience."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process as Running
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from capofila.servers import shim
from capofila.servers.process import Probe, Process, ServerError

ROOT = Path(__file__).parents[2]
FIRST_DELAY, LONGEST_DELAY, HEALTHY_AFTER = 0.2, 5.0, 10.0
GRACE = 10.0
PATIENCE = 60.0
HOPELESS = 6
LONGEST_LOG = 20 * 2**20


class StartError(ServerError):
    """A process did not begin to answer."""


class Keeper:
    """One process under supervision; `pid` is absent between two lives."""

    def __init__(self, process: Process, log: Path, on_change: Callable[[], None]) -> None:
        self.process = process
        self.exits = 0
        self._log = log
        self._on_change = on_change
        self._running: Running | None = None
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the living process."""
        running = self._running
        return running.pid if running and running.returncode is None else None

    async def start(self) -> None:
        """Run the process and return when it answers, or raise `StartError`."""
        self._stopping = False
        await self._spawn()
        self._task = asyncio.create_task(self._keep(), name=f"keep {self.process.name}")
        await self.answering()

    async def answering(self, patience: float = PATIENCE) -> None:
        """Wait until the process answers."""
        deadline, exits = time.monotonic() + patience, self.exits
        while not await self._answers():
            if time.monotonic() > deadline or self.exits - exits >= HOPELESS:
                raise StartError(self._epitaph())
            await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """Ask the process to end, and end it after ten seconds."""
        self._stopping = True
        self._signal(self.process.stop_signal)
        if self._running is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._running.wait(), GRACE)
        await self.kill()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def kill(self) -> None:
        """End the process at once, without a word; unless stopped it starts again by itself."""
        running = self._running
        self._signal(signal.SIGKILL)
        if running is not None:
            await running.wait()

    async def _keep(self) -> None:
        delay = FIRST_DELAY
        while self._running is not None:
            born = time.monotonic()
            await self._running.wait()
            self.exits += 1
            self._on_change()
            if self._stopping or not self.process.restart:
                return
            delay = FIRST_DELAY if time.monotonic() - born > HEALTHY_AFTER else delay
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
            await self._spawn()

    async def _spawn(self) -> None:
        if self._log.exists() and self._log.stat().st_size > LONGEST_LOG:
            self._log.replace(self._log.with_suffix(".old.log"))
        with self._log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                *_shimmed(self.process),
                env=_environment(self.process),
                cwd="/" if self.process.account else None,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._on_change()

    async def _answers(self) -> bool:
        if self.pid is None:
            return False
        return self.process.ready is None or await answers(self.process.ready)

    def _signal(self, number: signal.Signals) -> None:
        if self._running is not None and self.pid is not None:
            with suppress(ProcessLookupError):
                self._running.send_signal(number)

    def _epitaph(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()[-3:]
        said = " / ".join(line.strip() for line in lines) or "it said nothing"
        return f"{self.process.name} did not start: {said} (see {self._log})."


async def answers(probe: Probe) -> bool:
    """Tell whether a probe passes; whatever it raises only means: not yet."""
    try:
        await asyncio.wait_for(probe(), 5)
    except Exception:  # noqa: BLE001
        return False
    return True


def _shimmed(process: Process) -> tuple[str, ...]:
    account = process.account
    user = f"{account.uid}:{account.gid}" if account else "-"
    facts = (str(os.getpid()), str(int(process.death_signal)), user, str(process.nice))
    return (sys.executable, "-I", "-S", shim.__file__, *facts, "--", *process.argv)


def _environment(process: Process) -> dict[str, str]:
    modules = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": modules, "PYTHONUNBUFFERED": "1", **process.env}
