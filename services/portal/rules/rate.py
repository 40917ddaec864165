"""How often one address may ask: a bucket of tokens that fills up again with time."""

from collections import OrderedDict
from dataclasses import dataclass, field

REMEMBERED = 20_000


@dataclass(frozen=True)
class Allowance:
    """So many requests at once, and all of them again after so many seconds."""

    name: str
    burst: int
    seconds: float


@dataclass
class Limits:
    """What each address has left; kept in memory, and the longest silent is forgotten first."""

    _left: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, allowance: Allowance, address: str, now: float) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        key = (allowance.name, address)
        left, seen = self._left.pop(key, (float(allowance.burst), now))
        each = allowance.seconds / allowance.burst
        left = min(allowance.burst, left + (now - seen) / each)
        taken = left >= 1
        self._left[key] = (left - 1 if taken else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - left) * each
