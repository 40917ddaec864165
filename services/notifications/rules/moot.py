"""Letters that no longer matter when they would leave."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

# Of so few it would be plain who asked.
FEWEST_WORKERS = 5

_MOOT: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "integration_reminder": lambda facts: not facts.awaited,
        # Nothing is asked any more in a case that was opened again.
        "acceptance": lambda facts: facts.accept_by_on is None,
        "acceptance_reminder": lambda facts: facts.acceptance or facts.accept_by_on is None,
        # Who let the day go by asked for nothing, and is told so by a letter of its own.
        "withdrawn": lambda facts: facts.acceptance == "lapsed",
        # What was granted was taken back since.
        "report_due": lambda facts: facts.report_by_on is None,
        "employer_invited": lambda facts: facts.workers < FEWEST_WORKERS,
        "digest": lambda facts: not facts.has_news,
    }
)


def is_moot(name: str, facts: Any) -> bool:
    """Tell whether what a letter says has been done, or is told by another one."""
    return name in _MOOT and bool(_MOOT[name](facts))
