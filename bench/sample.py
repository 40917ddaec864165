"""One measured burst."""

from dataclasses import dataclass, field

from bench.meter import Milliseconds


@dataclass(frozen=True)
class Sample:
    """So many flows in so many seconds, with the CPU of one flow by process.

    `filing_cpu_ms` is the part of `cpu_ms` that was spent before the burst, at the intake door
    and behind it.
    """

    name: str
    flows: int
    seconds: float
    cpu_ms: Milliseconds
    filing_cpu_ms: Milliseconds = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Flows per second."""
        return self.flows / self.seconds
