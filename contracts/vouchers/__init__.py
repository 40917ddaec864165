"""What may be asked of vouchers (budget, awards, vouchers), and what vouchers announces."""

from contracts.vouchers import (
    aid,
    awards,
    budget,
    cards,
    issue,
    ledger,
    life,
    offers,
    payments,
    providers,
    recoveries,
    reports,
    spending,
)

__all__ = [
    "aid",
    "awards",
    "budget",
    "cards",
    "issue",
    "ledger",
    "life",
    "offers",
    "payments",
    "providers",
    "recoveries",
    "reports",
    "spending",
]
