"""Measure a click day, a list, and the flow beside the bare engine: `python -m bench [--quick]`."""

import argparse
import asyncio
import os
import signal
import sys
import time

from rich.console import Console

from bench import issue
from bench.click_day import click_day
from bench.plan import FULL, QUICK, Plan
from bench.report import LATEST, Findings, show, write
from bench.rounds import measure

console = Console(highlight=False, width=120)


async def run(plan: Plan) -> Findings:
    """Measure a click day, a list, then the flow on Temporal in memory and on its file.

    A SIGTERM stops everything that was started.
    """
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    say(f"a click day of {plan.rush.burst_seconds:.0f} seconds")
    day = await click_day(plan.rush)
    issued = await issue.measure()
    runs = [await measure(plan, say, in_memory=True)]
    if plan.file_rounds:
        runs.append(await measure(plan, say, in_memory=False))
    return Findings(runs, day, issued)


def say(line: str) -> None:
    """Tell how far it is."""
    console.print(line)


def main() -> None:
    """Measure, print, write; leave without the interpreter's farewell, where Temporal may abort."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute: fewer rounds, no file")
    begun = time.perf_counter()
    findings = asyncio.run(run(QUICK if parser.parse_args().quick else FULL))
    show(console, findings)
    write(findings)
    say(f"{time.perf_counter() - begun:.0f} s; written to {LATEST}")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
