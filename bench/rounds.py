"""The interleaved rounds on one store of Temporal."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bare import KINDS, Bare, bare
from bench.house import House, house
from bench.measuring import ALONE, Alone, History, alone, burst, history
from bench.plan import Plan
from bench.sample import Sample

Say = Callable[[str], None]


@dataclass
class Run:
    """Everything that was measured on one store of Temporal; a round is one sample of each kind."""

    store: str
    rounds: list[list[Sample]] = field(default_factory=list)
    alone: Alone | None = None
    histories: dict[str, History] = field(default_factory=dict)
    ready_seconds: float = 0.0
    resident_mib: dict[str, float] = field(default_factory=dict)
    still_ms_per_second: dict[str, float] = field(default_factory=dict)

    def samples(self, name: str) -> list[Sample]:
        """Return all samples of one kind."""
        return [each for one in self.rounds for each in one if each.name == name]


async def measure(plan: Plan, say: Say, *, in_memory: bool) -> Run:
    """Start a house from nothing, and measure both sides on its Temporal in turns."""
    run = Run("memory" if in_memory else "file")
    begun = time.perf_counter()
    with TemporaryDirectory(prefix="capofila-bench-") as folder:
        async with house(Path(folder) / "data", in_memory=in_memory) as ours:
            await ours.file(1)
            run.ready_seconds = time.perf_counter() - begun
            pid = ours.stack.pid("temporal")
            if pid is None:
                raise RuntimeError("Temporal is not ours to measure: unset its address")
            async with bare(ours.stack.addresses.temporal_address, pid) as theirs:
                await _all(run, plan, (ours, theirs), say)
    return run


async def _all(run: Run, plan: Plan, sides: tuple[House, Bare], say: Say) -> None:
    ours, theirs = sides
    say(f"{run.store}: ready after {run.ready_seconds:.1f} s, warming up")
    await _warm_up(plan, ours, theirs)
    for number in range(plan.rounds if run.store == "memory" else plan.file_rounds):
        one = await _round(run, plan, ours, theirs)
        run.rounds.append(one)
        rates = ", ".join(f"{each.name} {each.rate:.1f}/s" for each in one)
        say(f"{run.store}, round {number + 1}: {rates}")
    run.alone = await alone(ours, plan.idle_flows)
    run.histories[ALONE] = run.alone.history
    run.resident_mib = ours.meter.resident_mib()
    run.still_ms_per_second = await ours.standing_still()


async def _warm_up(plan: Plan, ours: House, theirs: Bare) -> None:
    await ours.sign(ahead=plan.warm_up)
    await ours.settled()
    for kind in KINDS:
        await theirs.burst(kind, plan.warm_up)
    for human in (False, True):
        await burst(ours, plan.warm_up, human=human)


async def _round(run: Run, plan: Plan, ours: House, theirs: Bare) -> list[Sample]:
    samples = [await theirs.burst(kind, plan.bare_flows) for kind in KINDS]
    for human, flows in ((False, plan.flows), (True, plan.human_flows)):
        sample, ids = await burst(ours, flows, human=human)
        samples.append(sample)
        run.histories[sample.name] = await history(ours, ids)
    return samples
