"""Medians, spreads and the ratios of the targets."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from bench.bare import LOCAL, REMOTE
from bench.click_day import ClickDay
from bench.measuring import GRANTED
from bench.meter import Milliseconds
from bench.rounds import Run
from bench.sample import Sample

# The mail catcher stands for a mail server of somebody else.
NOT_OURS = ("mail",)
PARTS = (50, 95, 99)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that such a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> str:
    """Write a median with its least and greatest value."""
    return f"{median(values):.1f} [{min(values):.1f}–{max(values):.1f}]"  # noqa: RUF001


def median_cpu(samples: Sequence[Sample]) -> Milliseconds:
    """Return the median CPU of one flow by process."""
    return {name: median(each.cpu_ms[name] for each in samples) for name in samples[0].cpu_ms}


def our_cpu(sample: Sample) -> float:
    """Return the CPU of one application in everything that is ours to run."""
    return sum(spent for name, spent in sample.cpu_ms.items() if name not in NOT_OURS)


def ratios(run: Run) -> dict[str, float]:
    """Return what this run tells of the targets, by id; what it does not tell is absent."""
    found = {
        "P1": _beside(run, REMOTE.name),
        "P2": _beside(run, LOCAL.name),
        "P3": median(our_cpu(each) for each in run.samples(GRANTED)),
        "P12": run.ready_seconds,
    }
    if run.alone is not None:
        found["P4"] = float(run.alone.history.events)
        found["P7"] = percentile(run.alone.step_ms, 0.5)
    return {name: round(found[name], 3) for name in sorted(found, key=lambda each: int(each[1:]))}


def click_day_ratios(day: ClickDay) -> dict[str, float]:
    """Return how much longer the slow ones wait in a rush than in the quiet before, and how long a
    what-if takes."""
    ratio = percentile(day.burst_ms, 0.95) / percentile(day.idle_ms, 0.95)
    return {"N5": round(ratio, 2), "N7": round(day.what_if_seconds, 2)}


def click_day_details(day: ClickDay) -> dict[str, Any]:
    """Return what a click day showed in a form that JSON can hold."""
    kept = asdict(day)
    for name in ("idle_ms", "burst_ms"):
        values = kept.pop(name)
        kept[name] = {f"p{each}": round(percentile(values, each / 100), 1) for each in PARTS}
    return {"submissions": day.submissions, **kept}


def waits(day: ClickDay) -> dict[str, str]:
    """Write how long people waited for their receipt."""
    kinds = {"quiet": day.idle_ms, "rush": day.burst_ms}
    return {
        name: ", ".join(f"p{each} {percentile(values, each / 100):.1f} ms" for each in PARTS)
        for name, values in kinds.items()
    }


def details(run: Run) -> dict[str, Any]:
    """Return everything that was measured in a form that JSON can hold."""
    kinds = [each.name for each in run.rounds[0]]
    return {
        "store": run.store,
        "rounds": len(run.rounds),
        "flows": {kind: _kind(run.samples(kind)) for kind in kinds},
        "histories": {
            name: {"events": each.events, "bytes": each.bytes}
            for name, each in run.histories.items()
        },
        "alone": _alone(run),
        "resident_mib": _rounded(run.resident_mib),
        "standing_still_ms_per_second": _rounded(run.still_ms_per_second),
    }


def _beside(run: Run, bare: str) -> float:
    pairs = zip(run.samples(GRANTED), run.samples(bare), strict=True)
    return median(ours.rate / theirs.rate for ours, theirs in pairs)


def _kind(samples: Sequence[Sample]) -> dict[str, Any]:
    return {
        "flows_per_burst": samples[0].flows,
        "flows_per_second": [round(each.rate, 2) for each in samples],
        "cpu_ms_per_flow": _rounded(median_cpu(samples)),
        "filing_cpu_ms_per_flow": _rounded(samples[-1].filing_cpu_ms),
    }


def _alone(run: Run) -> dict[str, dict[str, float]]:
    if run.alone is None:
        return {}
    lists = {
        "flow_ms": run.alone.flow_ms,
        "step_ms": run.alone.step_ms,
        "first_step_ms": run.alone.first_step_ms,
    }
    return {
        name: {"p50": round(percentile(each, 0.5), 2), "p99": round(percentile(each, 0.99), 2)}
        for name, each in lists.items()
    }


def _rounded(values: Milliseconds) -> Milliseconds:
    return {name: round(value, 2) for name, value in values.items()}
