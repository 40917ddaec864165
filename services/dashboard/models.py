"""What the dashboard keeps: its staff, their sessions, and a read model of ids and states.

No personal data of applicants is here: names are asked of their owner when a page is rendered.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)
NO_TERM = date.max


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the dashboard's tables."""


class Staff(Table, table=True):
    """A person who works for the lead body and may log in."""

    __tablename__ = "staff"

    id: UUID = Field(primary_key=True)
    email: str
    name: str = ""
    role: str = ""
    password_hash: str = ""
    active: bool = True
    created_at: datetime = Field(sa_type=INSTANT)


class StaffSession(Table, table=True):
    """A login, by the digest of its token; the token itself is only in the person's browser."""

    __tablename__ = "staff_session"

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    staff_id: UUID
    started_at: datetime = Field(sa_type=INSTANT)
    seen_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ApplicationRow(Table, table=True):
    """What is known of one application; each fact fills its own columns, in whatever order.

    A row without a register number is a stub: a later fact overtook the registration.
    """

    __tablename__ = "application_row"

    id: UUID = Field(primary_key=True)
    state: str = ""
    state_since_at: datetime | None = Field(default=None, sa_type=INSTANT)
    due_on: date = NO_TERM
    call_id: str = ""
    call_version: int = 0
    line: str = ""
    support_form: str = ""
    place: int = 0
    register_year: int = 0
    register_number: int = 0
    registered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    late: bool = False
    requested_cents: int = Field(default=0, sa_type=BigInteger)
    checked: int = 0
    verdict: str = ""
    requirements: list[dict[str, str]] = Field(default_factory=list, sa_type=JSONB)
    admissible_cents: int = Field(default=0, sa_type=BigInteger)
    instalments: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    review_due_on: date | None = None
    alarmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    budget: str = ""
    budget_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reserved_cents: int = Field(default=0, sa_type=BigInteger)
    waitlisted: bool = False
    decision: str = ""
    act: str = ""
    award_id: UUID | None = None
    awarded_cents: int = Field(default=0, sa_type=BigInteger)
    final: str = ""
    stopped: str = ""
    revision: int = 0
    voucher_id: UUID | None = None
    voucher_face_cents: int = Field(default=0, sa_type=BigInteger)
    voucher_residual_cents: int | None = Field(default=None, sa_type=BigInteger)
    voucher_valid_until_on: date | None = None
    voucher_expired: bool = False
    voucher_at: datetime | None = Field(default=None, sa_type=INSTANT)
    voucher_state: str = ""
    voucher_moved_at: datetime | None = Field(default=None, sa_type=INSTANT)


class StateCount(Table, table=True):
    """How many applications of a call are in a state, written with each change."""

    __tablename__ = "state_count"

    call_id: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    applications: int = Field(sa_type=BigInteger)


class TimelineFact(Table, table=True):
    """One fact of one application, once; `mark` grows with each and tells what is new."""

    __tablename__ = "timeline_fact"

    event_id: str = Field(primary_key=True)
    mark: int = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    application_id: UUID
    kind: str
    at: datetime = Field(sa_type=INSTANT)
    data: dict[str, Any] = Field(sa_type=JSONB)


class CallFact(Table, table=True):
    """One fact of one call, once; `mark` grows with each and tells what is new."""

    __tablename__ = "call_fact"

    event_id: str = Field(primary_key=True)
    mark: int = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    call_id: str
    kind: str
    at: datetime = Field(sa_type=INSTANT)
    data: dict[str, Any] = Field(sa_type=JSONB)


class LetterRow(Table, table=True):
    """How far a letter has come."""

    __tablename__ = "letter_row"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    letter: str
    state: str
    at: datetime = Field(sa_type=INSTANT)


class DecisionSent(Table, table=True):
    """Which member of staff decided an application from here, on which check of it."""

    __tablename__ = "decision_sent"

    application_id: UUID = Field(primary_key=True)
    staff_id: UUID
    checked: int
    at: datetime = Field(sa_type=INSTANT)


class SheetDraft(Table, table=True):
    """Points that a reviewer wrote and has not handed in, on a check; no words of theirs."""

    __tablename__ = "sheet_draft"

    application_id: UUID = Field(primary_key=True)
    staff_id: UUID = Field(primary_key=True)
    checked: int
    points: dict[str, int] = Field(sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)


class ReportRow(Table, table=True):
    """How far the account of what was spent has come."""

    __tablename__ = "report_row"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    state: str
    admitted_cents: int = Field(default=0, sa_type=BigInteger)
    at: datetime = Field(sa_type=INSTANT)


class PaymentBatch(Table, table=True):
    """Orders that went into one file for the treasurer."""

    __tablename__ = "payment_batch"

    id: UUID = Field(primary_key=True)
    call_id: str
    orders: int
    amount_cents: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=INSTANT)


class PaymentOutcome(Table, table=True):
    """What the bank did with an order; without an application it was a provider's."""

    __tablename__ = "payment_outcome"

    id: UUID = Field(primary_key=True)
    batch_id: UUID
    application_id: UUID | None = None
    amount_cents: int = Field(sa_type=BigInteger)
    paid: bool
    at: datetime = Field(sa_type=INSTANT)
