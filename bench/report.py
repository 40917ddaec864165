"""What the benchmark prints and writes."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

import psutil
from rich.console import Console
from rich.table import Table

from bench.click_day import ClickDay
from bench.figures import (
    NOT_OURS,
    click_day_details,
    click_day_ratios,
    details,
    median_cpu,
    percentile,
    ratios,
    spread,
    waits,
)
from bench.issue import Issue
from bench.rounds import Run
from kit import clock

LATEST = Path(__file__).with_name("latest.json")
HOW = (
    "A burst of ours is timed from the moment the process of workflows, held still while the "
    "applications were filed (so that no import is timed), is let go, to the last application "
    "closed. A bare burst is timed from its first start to its last end, in a worker of its own "
    "with the same options. CPU of ours counts everything from the intake door to the last "
    "letter sent and the last event read; the mail catcher stands apart. A step is measured "
    "from its fact to the fact of the next step, in flows that run alone; P4 is of these too."
)


@dataclass(frozen=True)
class Target:
    """One line of the targets."""

    id: str
    sentence: str
    limit: float
    at_least: bool
    unit: str = ""

    def verdict(self, value: float) -> str:
        """Say whether it is met, or what is missing."""
        short = self.limit - value if self.at_least else value - self.limit
        return "met" if short <= 0 else f"short by {short:.2f}{self.unit}"


TARGETS = (
    Target("P1", "flows/s ÷ bare Temporal, 4 remote activities", 1.5, at_least=True),
    Target("P2", "flows/s ÷ bare Temporal, 4 local activities", 0.75, at_least=True),
    Target("P3", "CPU of an application", 36, at_least=False, unit=" ms"),
    Target("P4", "history events without a human step", 12, at_least=False),
    Target("P7", "idle step, p50", 8, at_least=False, unit=" ms"),
    Target("N5", "p95 of a receipt in a click day ÷ in the quiet before", 6, at_least=False),
    Target("N7", "a what-if of 10,000 applications", 5, at_least=False, unit=" s"),
    Target("P9", "10,000 vouchers of a list issued, letters queued", 5, at_least=False, unit=" s"),
    Target("P12", "from nothing to the first application accepted", 10, at_least=False, unit=" s"),
)


class Findings(NamedTuple):
    """What one run of the bench has measured."""

    runs: Sequence[Run]
    day: ClickDay
    issue: Issue

    @property
    def ratios(self) -> dict[str, float]:
        """Each target's figure, by its id."""
        return {
            **ratios(self.runs[0]),
            **click_day_ratios(self.day),
            "P9": self.issue.seconds,
        }


def show(console: Console, findings: Findings) -> None:
    """Print every table."""
    for run in findings.runs:
        console.print(_rates(run))
        console.print(_cpu(run))
        console.print(_one_flow(run), end="\n\n")
    console.print(_click_day(findings.day), end="\n\n")
    console.print(findings.issue.sentence, end="\n\n")
    console.print(_targets(findings.ratios))
    console.print(HOW, soft_wrap=False)


def write(findings: Findings, path: Path = LATEST) -> None:
    """Write the same for machines."""
    runs, day, issue = findings
    report = {
        "ratios": findings.ratios,
        "issue": asdict(issue),
        "click_day": click_day_details(day),
        "at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": len(runs[0].rounds),
        "file_ratios": ratios(runs[1]) if len(runs) > 1 else {},
        "runs": [details(run) for run in runs],
        "how": HOW,
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def machine() -> dict[str, str | int]:
    """Describe what it ran on."""
    return {
        "processors": psutil.cpu_count() or 0,
        "memory_mib": psutil.virtual_memory().total >> 20,
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def _rates(run: Run) -> Table:
    title = f"Temporal on {run.store}: {len(run.rounds)} rounds"
    table = Table("flow", "per burst", "flows/s, median [least–greatest]", title=title)  # noqa: RUF001
    for sample in run.rounds[0]:
        rates = [each.rate for each in run.samples(sample.name)]
        table.add_row(sample.name, str(sample.flows), spread(rates))
    return table


def _cpu(run: Run) -> Table:
    kinds = [each.name for each in run.rounds[0]]
    columns = {kind: median_cpu(run.samples(kind)) for kind in kinds}
    table = Table("CPU ms per flow", *kinds)
    for process in dict.fromkeys(name for each in columns.values() for name in each):
        cells = (
            f"{columns[kind][process]:.1f}" if process in columns[kind] else "" for kind in kinds
        )
        table.add_row(f"({process})" if process in NOT_OURS else process, *cells)
    table.add_section()
    table.add_row("together", *(f"{_together(columns[kind]):.1f}" for kind in kinds))
    return table


def _together(cpu: dict[str, float]) -> float:
    return sum(spent for name, spent in cpu.items() if name not in NOT_OURS)


def _one_flow(run: Run) -> str:
    lines = [
        f"{name}: {each.events} events, {each.bytes} bytes of history (median)"
        for name, each in run.histories.items()
    ]
    if run.alone is not None:
        for what, values in (
            ("alone, a flow from register to closed", run.alone.flow_ms),
            ("alone, from register to the first step", run.alone.first_step_ms),
            ("alone, a step", run.alone.step_ms),
        ):
            p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
            lines.append(f"{what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    still = sum(run.still_ms_per_second.values())
    lines.append(f"standing still: {still:.0f} ms of CPU a second, all processes together")
    return "\n".join(lines)


def _click_day(day: ClickDay) -> str:
    lines = [
        f"click day: {day.submissions} submissions, {len(day.burst_ms)} of them in the rush",
        f"{day.refused} refused, {day.late} late",
        *(f"{name}: {words}" for name, words in waits(day).items()),
        f"at rest {day.settled_seconds:.0f} s after the last receipt",
        f"what-if of {day.tried} applications: {day.what_if_seconds:.1f} s",
        *(day.faults or ["the register has no gap and no repeat, and its chain holds"]),
    ]
    return "\n".join(lines)


def _targets(found: dict[str, float]) -> Table:
    table = Table("id", "target", "limit", "measured", "", title="Targets, Temporal in memory")
    for target in TARGETS:
        if target.id in found:
            value, sign = found[target.id], "≥" if target.at_least else "≤"
            limit = f"{sign} {target.limit:g}{target.unit}"
            verdict = target.verdict(value)
            table.add_row(target.id, target.sentence, limit, f"{value:.2f}{target.unit}", verdict)
    return table
