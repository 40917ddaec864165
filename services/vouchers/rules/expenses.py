"""What a reviewer must know of an invoice before admitting it. Nothing is refused by these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

TRACEABLE = frozenset({"transfer", "card", "cheque", "postal"})


@dataclass(frozen=True)
class Spending:
    """An invoice with its payment; `presented` counts the other reports that have it too."""

    invoiced_on: date
    paid_on: date | None
    paid_by: str
    presented: int = 0


@dataclass(frozen=True)
class Window:
    """The days in which money had to be spent, both included; None is no limit."""

    from_on: date | None = None
    to_on: date | None = None


def findings(spending: Spending, window: Window) -> tuple[str, ...]:
    """Return what speaks against an invoice, each as an Italian sentence."""
    return tuple(_found(spending, window))


def _found(spending: Spending, window: Window) -> Iterator[str]:
    if spending.presented:
        yield "La stessa fattura è già stata presentata in un altro rendiconto."
    if window.from_on and spending.invoiced_on < window.from_on:
        yield f"La fattura è anteriore al {window.from_on:%d/%m/%Y}."
    if window.to_on and spending.invoiced_on > window.to_on:
        yield f"La fattura è posteriore al {window.to_on:%d/%m/%Y}."
    yield from _payment(spending)


def _payment(spending: Spending) -> Iterator[str]:
    if spending.paid_on is None:
        yield "Manca la prova del pagamento."
    elif spending.paid_on < spending.invoiced_on:
        yield "Il pagamento è anteriore alla fattura."
    if spending.paid_by not in TRACEABLE:
        yield "Il pagamento non è tracciabile."


def total(cents: Sequence[int | None]) -> int:
    """Return what is admitted of all invoices; one that was not judged counts nothing."""
    return sum(each or 0 for each in cents)
