"""Measure the flow beside the bare engine: `python -m bench [--quick]`."""

import argparse
import asyncio
import os
import signal
import sys
import time

from rich.console import Console

from bench.plan import FULL, QUICK, Plan
from bench.report import LATEST, show, write
from bench.rounds import Run, measure

console = Console(highlight=False, width=120)


async def run(plan: Plan) -> list[Run]:
    """Measure on Temporal in memory, then on its file; a SIGTERM stops everything it started."""
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    runs = [await measure(plan, say, in_memory=True)]
    if plan.file_rounds:
        runs.append(await measure(plan, say, in_memory=False))
    return runs


def say(line: str) -> None:
    """Tell how far it is."""
    console.print(line)


def main() -> None:
    """Measure, print, write; leave without the interpreter's farewell, where Temporal may abort."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute: fewer rounds, no file")
    begun = time.perf_counter()
    runs = asyncio.run(run(QUICK if parser.parse_args().quick else FULL))
    show(console, runs)
    write(runs)
    say(f"{time.perf_counter() - begun:.0f} s; written to {LATEST}")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
