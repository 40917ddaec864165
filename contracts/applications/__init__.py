"""What may be asked of applications, and what applications announces."""

from contracts.applications import (
    calls,
    checks,
    closing,
    controls,
    decisions,
    filing,
    procedure,
    ranking,
    register,
    review,
)

__all__ = [
    "calls",
    "checks",
    "closing",
    "controls",
    "decisions",
    "filing",
    "procedure",
    "ranking",
    "register",
    "review",
]
