"""What vouchers keeps: accounts and transfers of the ledger, and what they are about.

A reservation, an award and a voucher are accounts too, and bear the account's id (a reservation's
is its application's). Amounts are cents; the figures of an account follow from transfers only.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the tables of vouchers."""


class Account(Table, table=True):
    """Where money is; `line` names the budget line account whose money it holds.

    Kinds: external, line, reservation, award, voucher, provider.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "kind = 'external' or credits_cents >= debits_cents", name="account_never_overdrawn"
        ),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    owner: str
    line: UUID | None = None
    debits_cents: int = Field(default=0, sa_type=BigInteger)
    credits_cents: int = Field(default=0, sa_type=BigInteger)


class Transfer(Table, table=True):
    """One movement of money, for ever; a trigger moves both accounts or refuses it."""

    __tablename__ = "transfer"

    id: UUID = Field(primary_key=True)
    operation_key: str = Field(unique=True)
    debit_account: UUID
    credit_account: UUID
    amount_cents: int = Field(sa_type=BigInteger)
    code: str
    reverses: UUID | None = Field(default=None, unique=True)
    at: datetime = Field(sa_type=INSTANT)
    actor: str


class LineTotal(Table, table=True):
    """What moved in a line by transfer code, in shards to be added up; kept by the same trigger."""

    __tablename__ = "line_total"

    line: UUID = Field(primary_key=True)
    code: str = Field(primary_key=True)
    shard: int = Field(primary_key=True)
    cents: int = Field(sa_type=BigInteger)


class Operation(Table, table=True):
    """What was answered to a key from outside, refusals too; append-only."""

    __tablename__ = "operation"

    key: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    outcome: dict[str, Any] = Field(sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)


class BudgetLine(Table, table=True):
    """A section of a call with its ceiling, and the next place of the register to be served.

    `exhausted` says that it was told that this money is all spoken for.
    """

    __tablename__ = "budget_line"

    call_id: str = Field(primary_key=True)
    line: str = Field(primary_key=True)
    account: UUID = Field(unique=True)
    call_version: int
    budget_cents: int = Field(sa_type=BigInteger)
    next_place: int = 1
    alliance: str = ""
    exhausted: bool = False


class Claim(Table, table=True):
    """What an application asks for, by the newest revision or check of it that was told.

    It may stand here before the application has its place.
    """

    __tablename__ = "claim"

    application_id: UUID = Field(primary_key=True)
    revision: int
    checked: int
    amount_cents: int = Field(sa_type=BigInteger)


class Reservation(Table, table=True):
    """The place of an application in its line: queued, reserved, waiting, committed, released."""

    __tablename__ = "reservation"

    application_id: UUID = Field(primary_key=True)
    call_id: str
    line: str
    place: int
    amount_cents: int = Field(sa_type=BigInteger)
    state: str
    since_at: datetime = Field(sa_type=INSTANT)


class Award(Table, table=True):
    """A commitment towards an applicant (impegno)."""

    __tablename__ = "award"

    id: UUID = Field(primary_key=True)
    application_id: UUID = Field(unique=True)
    amount_cents: int = Field(sa_type=BigInteger)
    granted_at: datetime = Field(sa_type=INSTANT)


class AwardInstalment(Table, table=True):
    """One part of an award; the parts add up to it."""

    __tablename__ = "instalment"

    award_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    label: str
    amount_cents: int = Field(sa_type=BigInteger)
    condition: str = ""


class Voucher(Table, table=True):
    """A title to spend: issued, spent or expired. Of its code only a keyed hash is here."""

    __tablename__ = "voucher"

    id: UUID = Field(primary_key=True)
    application_id: UUID = Field(unique=True)
    amount_cents: int = Field(sa_type=BigInteger)
    issued_at: datetime = Field(sa_type=INSTANT)
    valid_until_on: date
    state: str
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)


class Redemption(Table, table=True):
    """A part of a voucher spent at a provider; bears the id of its transfer. Append-only."""

    __tablename__ = "redemption"

    id: UUID = Field(primary_key=True)
    voucher_id: UUID
    provider: str
    amount_cents: int = Field(sa_type=BigInteger)
    residual_cents: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=INSTANT)
