"""What vouchers keeps of payments, of recoveries and of its own proofs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class PaymentBatch(Table, table=True):
    """Orders that go to the treasurer in one file: composed, confirmed, sent, settled.

    One that is settled and was never sent was declined.
    """

    __tablename__ = "payment_batch"

    id: UUID = Field(primary_key=True)
    call_id: str
    state: str
    cup: str
    act: str
    official: str
    execute_on: date
    created_at: datetime = Field(sa_type=INSTANT)
    file_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class PaymentOrder(Table, table=True):
    """One row of a batch: ordered, then paid or bounced by the bank.

    `account` is the change of a provider that named its bank account, if it has one of its own.
    """

    __tablename__ = "payment_order"

    id: UUID = Field(primary_key=True)
    batch_id: UUID
    payable: UUID
    payee: str
    amount_cents: int = Field(sa_type=BigInteger)
    state: str
    outcome_on: date | None = None
    reason: str = ""
    account: UUID | None = None
    code: str = ""


class OutcomeFile(Table, table=True):
    """A file of the bank that was read, with what each row of it did. Append-only."""

    __tablename__ = "outcome_file"

    id: UUID = Field(primary_key=True)
    batch_id: UUID
    hash: bytes = Field(sa_type=LargeBinary)
    official: str
    at: datetime = Field(sa_type=INSTANT)
    news: int
    rows: list[dict[str, Any]] = Field(sa_type=JSONB)


class Recovery(Table, table=True):
    """What somebody must give back: demanded, partly returned, returned or forgiven."""

    __tablename__ = "recovery"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    amount_cents: int = Field(sa_type=BigInteger)
    reason: str
    act: str
    act_on: date
    official: str
    state: str
    demanded_at: datetime = Field(sa_type=INSTANT)


class RecoveryInstalment(Table, table=True):
    """A part of a recovery with its day."""

    __tablename__ = "recovery_instalment"

    recovery_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    due_on: date
    amount_cents: int = Field(sa_type=BigInteger)
    reminded_at: datetime | None = Field(default=None, sa_type=INSTANT)


class RecoveryReceipt(Table, table=True):
    """Money that was given back; bears the id of its transfer. Append-only."""

    __tablename__ = "recovery_receipt"

    id: UUID = Field(primary_key=True)
    recovery_id: UUID
    amount_cents: int = Field(sa_type=BigInteger)
    received_on: date
    reference: str
    official: str


class Proof(Table, table=True):
    """A look at the whole ledger, and how many faults it found. Append-only."""

    __tablename__ = "proof"

    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=INSTANT)
    accounts: int = Field(sa_type=BigInteger)
    transfers: int = Field(sa_type=BigInteger)
    faults: int


class ProofFault(Table, table=True):
    """A fault that a proof found. Append-only."""

    __tablename__ = "proof_fault"

    proof_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    fault: str
