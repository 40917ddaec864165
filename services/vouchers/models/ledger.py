"""What vouchers keeps: accounts and transfers of the ledger, and what they are about.

A reservation, an award and a voucher are accounts too, and bear the account's id (a reservation's
is its application's). Amounts are cents; the figures of an account follow from transfers only.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class Account(Table, table=True):
    """Where money is; `line` names the budget line account whose money it holds.

    Kinds: external, line, reservation, award, voucher, hold, payable (to `payee`), order,
    recovery.
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
    payee: str | None = None
    debits_cents: int = Field(default=0, sa_type=BigInteger)
    credits_cents: int = Field(default=0, sa_type=BigInteger)


class Transfer(Table, table=True):
    """One movement of money, for ever; a trigger moves both accounts or refuses it.

    `act` is the act of the body that ordered it, `cause` the message or person that caused it.
    """

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
    act: str | None = None
    cause: str


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

    `exhausted` says that it was told that this money is all spoken for. `moved_cents` is what acts
    moved to it from other lines of the call, less what they took away.
    """

    __tablename__ = "budget_line"

    call_id: str = Field(primary_key=True)
    line: str = Field(primary_key=True)
    account: UUID = Field(unique=True)
    call_version: int
    budget_cents: int = Field(sa_type=BigInteger)
    moved_cents: int = Field(default=0, sa_type=BigInteger)
    next_place: int = 1
    alliance: str = ""
    exhausted: bool = False
    movable: bool = True
    partial_funding: bool = False


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
    """The place of an application in its line: queued, reserved, waiting, offered, committed, or
    released.

    One that waits for the final list of its line is unranked, and has no place yet. By its
    `applicant_key` who applied is known in every service; of the oldest it is empty. `round` counts
    how often it stands for money: once more each time that its case is opened again.
    """

    __tablename__ = "reservation"

    application_id: UUID = Field(primary_key=True)
    call_id: str
    line: str
    place: int | None = None
    amount_cents: int = Field(sa_type=BigInteger)
    state: str
    since_at: datetime = Field(sa_type=INSTANT)
    support_form: str = ""
    applicant_key: str = ""
    round: int = 1
    ranked: bool = False


class Award(Table, table=True):
    """A commitment towards an applicant (impegno).

    One that was annulled is of nothing, and `voided_cents` what it was before; it may be given
    again.
    """

    __tablename__ = "award"

    id: UUID = Field(primary_key=True)
    application_id: UUID = Field(unique=True)
    amount_cents: int = Field(sa_type=BigInteger)
    granted_at: datetime = Field(sa_type=INSTANT)
    annulled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    voided_cents: int = Field(default=0, sa_type=BigInteger)


class AwardInstalment(Table, table=True):
    """One part of an award; the parts add up to it."""

    __tablename__ = "instalment"

    award_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    label: str
    amount_cents: int = Field(sa_type=BigInteger)
    condition: str = ""
