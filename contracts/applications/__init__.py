"""What may be asked of applications, and what applications announces."""

from contracts.applications import (
    calls,
    checks,
    closing,
    decisions,
    filing,
    procedure,
    ranking,
    review,
)

__all__ = ["calls", "checks", "closing", "decisions", "filing", "procedure", "ranking", "review"]
