"""Race four processes for the same keys, capture one hold 200 times at once, and kill with -9.

Prints the figures of each trial, and ends with 1 when any answer contradicts another, an answer was
given and is gone, or the ledger has a fault.
"""

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from capofila.house import MIGRATIONS
from capofila.supervisor import Stack
from kit.database import Database
from kit.refusal import Refusal
from kit.schemas import migrate
from services.vouchers.usecases.holds import Request, capture, hold_part
from services.vouchers.usecases.spending import Purchase
from tests.conftest import as_service
from tests.hammer.worker import AT_ONCE, CENTS, PROVIDER, answer_of
from tests.vouchers.world import CODES, Ledger

PROCESSES = 4
KEYS = 1_500
PASSING = 750
CAPTURES = 200
KILLED_EVERY_SECONDS = 0.7


@dataclass
class Trial:
    """What a trial counted: each contradiction, lost answer and fault is a violation."""

    name: str
    calls: int = 0
    seconds: float = 0.0
    kills: int = 0
    violations: list[str] = field(default_factory=list)

    def told(self) -> str:
        rate = self.calls / self.seconds if self.seconds else 0
        kills = f", {self.kills} kills" if self.kills else ""
        return (
            f"{self.name}: {self.calls} answers in {self.seconds:.1f} s ({rate:.0f}/s){kills}, "
            f"{len(self.violations)} violations"
        )


@dataclass
class Ring:
    """A fresh ledger, with the files of answers of its processes."""

    ledger: Ledger
    url: str
    folder: Path
    files: "count[int]" = field(default_factory=lambda: count(1))

    async def start(self, code: str, prefix: str) -> tuple[asyncio.subprocess.Process, Path]:
        answers = self.folder / f"{prefix}.{next(self.files)}"
        answers.touch()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.hammer.worker", self.url, code, prefix, str(KEYS),
            str(answers),
        )  # fmt: skip
        return process, answers

    async def voucher(self, cents: int) -> str:
        return CODES.code((await self.ledger.voucher(cents)).voucher_id)

    async def judge(self, trial: Trial, code: str, prefix: str) -> None:
        """Compare all answers given under each key, the last of which is asked for now."""
        told: dict[str, set[str]] = defaultdict(set)
        for each in self.folder.glob(f"{prefix}.*"):
            for line in each.read_text().splitlines():
                key, _, answer = line.partition(" ")
                told[key].add(answer)
                trial.calls += 1
        turns = asyncio.Semaphore(AT_ONCE)

        async def compare(key: str, answers: set[str]) -> None:
            async with turns:
                now = answer_of(await self.ledger.spend_code(code, CENTS, key, PROVIDER))
            if answers != {now}:
                trial.violations.append(f"{key}: {sorted(answers)}, now {now}")

        await asyncio.gather(*(compare(*each) for each in told.items()))
        trial.violations += await self.ledger.faults()


async def race(ring: Ring) -> Trial:
    """Four processes ask under the same keys, half of which the money is enough for."""
    trial, code = Trial("race"), await ring.voucher(PASSING * CENTS)
    started = time.monotonic()
    running = [(await ring.start(code, "race"))[0] for _ in range(PROCESSES)]
    if any([await each.wait() for each in running]):
        trial.violations.append("a process failed")
    trial.seconds = time.monotonic() - started
    await ring.judge(trial, code, "race")
    spent = (await ring.ledger.figures()).redeemed_cents
    if spent != PASSING * CENTS:
        trial.violations.append(f"{spent} cents were spent of {PASSING * CENTS}")
    return trial


async def crowd(ring: Ring) -> Trial:
    """One hold is captured by 200 at once: one has it."""
    trial, code = Trial("captures"), await ring.voucher(CENTS)
    purchase = Purchase(code, PROVIDER, CENTS, "hold")
    held = await ring.ledger.do(lambda session: hold_part(session, purchase, CODES))
    if isinstance(held, Refusal):
        raise held
    wide = Database(ring.url, pool_size=50)
    ledger, started = Ledger(wide), time.monotonic()

    async def ask(number: int) -> bool:
        request = Request(held.hold_id, PROVIDER, f"capture-{number}")
        answer = await ledger.do(lambda session: capture(session, request))
        return not isinstance(answer, Refusal)

    passed = sum(await asyncio.gather(*(ask(number) for number in range(CAPTURES))))
    trial.calls, trial.seconds = CAPTURES, time.monotonic() - started
    trial.violations += [] if passed == 1 else [f"{passed} captures of one hold"]
    trial.violations += await ring.ledger.faults()
    await wide.close()
    return trial


async def killed(process: asyncio.subprocess.Process, seconds: float) -> bool:
    """Let a process work for so long, and kill it unless it ended by itself."""
    try:
        await asyncio.wait_for(process.wait(), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
        return True
    return False


async def kill(ring: Ring, seconds: float, chance: Random) -> Trial:
    """Processes are killed while they spend; what was answered before stays answered."""
    trial, code = Trial("kill -9"), await ring.voucher(PASSING * CENTS)
    started = time.monotonic()
    running = [(await ring.start(code, "kill"))[0] for _ in range(PROCESSES)]
    while time.monotonic() - started < seconds:
        victim = chance.randrange(PROCESSES)
        trial.kills += await killed(running[victim], KILLED_EVERY_SECONDS)
        running[victim] = (await ring.start(code, "kill"))[0]
    for each in running:
        await each.wait()
    trial.seconds = time.monotonic() - started
    await ring.judge(trial, code, "kill")
    return trial


async def hammer(seconds: float, seed: int) -> int:
    """Run the three trials on a fresh database; return how many violations there were."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        async with Stack(data / "servers", in_memory_temporal=True, keep=False) as stack:
            url = await fresh(stack.addresses.admin_database_url)
            database = Database(as_service(url, "vouchers"))
            ring = Ring(Ledger(database), as_service(url, "vouchers"), data)
            await ring.ledger.open(10_000_000)
            await ring.ledger.accredit(PROVIDER)
            found = tell(await race(ring)) + tell(await crowd(ring))
            found += tell(await kill(ring, seconds, Random(seed)))
            await database.close()
    return found


def tell(trial: Trial) -> int:
    """Print the figures of a trial; return how many violations it found."""
    lines = [trial.told(), *(f"  {each}" for each in trial.violations[:10])]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    return len(trial.violations)


async def fresh(admin_url: str) -> str:
    """Make a migrated database and return its address."""
    engine = create_async_engine(
        make_url(admin_url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text("create database hammer"))
    await engine.dispose()
    url = make_url(admin_url).set(database="hammer").render_as_string(hide_password=False)
    await migrate(url, MIGRATIONS)
    return url


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10.0, help="how long to kill")
    options.add_argument("--seed", type=int, default=1, help="who is killed when")
    asked = options.parse_args()
    sys.exit(min(1, asyncio.run(hammer(asked.seconds, asked.seed))))


if __name__ == "__main__":
    main()
