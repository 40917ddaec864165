"""CPU time of processes, with their children, living and dead."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

Milliseconds = dict[str, float]


@dataclass(frozen=True)
class Spent:
    """What was spent between two readings."""

    seconds: float
    cpu_ms: Milliseconds

    def per(self, flows: int) -> Milliseconds:
        """Return the CPU of one of so many flows, by process."""
        return {name: spent / flows for name, spent in self.cpu_ms.items()}


class Meter:
    """Reads the user and system time of named processes."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        self._begun = time.perf_counter()
        self._before = self._read()

    def lap(self) -> Spent:
        """Return what was spent since the last reading, and begin anew."""
        now, after = time.perf_counter(), self._read()
        spent = {name: after[name] - self._before[name] for name in after}
        lap = Spent(now - self._begun, spent)
        self._begun, self._before = now, after
        return lap

    def resident_mib(self) -> dict[str, float]:
        """Return the resident memory of each process itself."""
        return {name: each.memory_info().rss / 2**20 for name, each in self._processes.items()}

    def _read(self) -> Milliseconds:
        return {name: _with_children(each) for name, each in self._processes.items()}


def _with_children(process: psutil.Process) -> float:
    own = process.cpu_times()
    spent = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system
    return float(spent) * 1000
