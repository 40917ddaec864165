"""The clock of a procedure: what happened to it, where it is, what was asked and answered.

`case_round` is the round of the case in which it happened: one that is opened again has a new
clock.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class BodyCalendar(Table, table=True):
    """The name of a body and the day of its patron saint as month and day, from its file."""

    __tablename__ = "body_calendar"

    body: str = Field(primary_key=True)
    patron_on: str | None = None
    name: str = ""


class TermFactRow(Table, table=True):
    """Something that happened to the clock of a case, and what proves it; append-only.

    `about` is the request or the notice that it belongs to, `reference` a protocol, an act or a
    receipt.
    """

    __tablename__ = "term_fact"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    kind: str
    happened_on: date
    days: int = 0
    about: UUID | None = None
    reference: str = ""
    given_by: str
    at: datetime = Field(sa_type=INSTANT)
    case_round: int = 1


class Term(Table, table=True):
    """Where the clock of a case was when something last happened; `reckoning` without its days.

    `rung` counts those who heard that this last day comes near.
    """

    __tablename__ = "term"

    application_id: UUID = Field(primary_key=True)
    due_on: date
    clock: str
    rung: int = 0
    wake_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reckoning: dict[str, Any] = Field(sa_type=JSONB)
    changed_at: datetime = Field(sa_type=INSTANT)


class Integration(Table, table=True):
    """What was asked of who applied; it may speak of a person."""

    __tablename__ = "integration"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    items: list[dict[str, Any]] = Field(sa_type=JSONB)
    days: int
    state: str = "drafted"
    drafted_by: str
    drafted_at: datetime = Field(sa_type=INSTANT)
    asked_by: str = ""
    asked_on: date | None = None
    answer_by_on: date | None = None
    body: str | None = None
    year: int | None = None
    number: int | None = None
    case_round: int = 1


class RefusalNotice(Table, table=True):
    """The reasons against an application, as they were told before a refusal.

    `round` is the check that they come from.
    """

    __tablename__ = "refusal_notice"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    round: int
    reasons: list[dict[str, Any]] = Field(sa_type=JSONB)
    cause: str = "official"
    state: str = "drafted"
    drafted_by: str
    drafted_at: datetime = Field(sa_type=INSTANT)
    given_by: str = ""
    given_at: datetime | None = Field(default=None, sa_type=INSTANT)
    body: str | None = None
    year: int | None = None
    number: int | None = None
    served_on: date | None = None
    evidence: str = ""
    case_round: int = 1


class Observation(Table, table=True):
    """What who applied answered to the reasons against it, and the body's answer: personal data."""

    __tablename__ = "observation"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    words: str
    content_hash: str
    body: str
    year: int
    number: int
    at: datetime = Field(sa_type=INSTANT)
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    case_round: int = 1
