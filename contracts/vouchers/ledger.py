"""The nightly proof of the ledger."""

from typing import ClassVar
from uuid import UUID

from kit.messages import Command, Event


class LedgerProved(Event):
    """The whole ledger was added up again; `faults` is zero when everything agrees."""

    title: ClassVar[str] = "registro-contabile.verificato"

    proof_id: UUID
    accounts: int
    transfers: int
    faults: int


class LedgerFaulty(Event):
    """The proof found that the ledger does not agree with itself: a person must look at once."""

    title: ClassVar[str] = "registro-contabile.in-errore"

    proof_id: UUID
    faults: int


class ProveLedger(Command[LedgerProved]):
    """Add up every account, per line and per call, and compare each state with its account."""
