"""The review of applications: who reads, what they declared, answered, gave and proposed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class Reviewer(Table, table=True):
    """Who is appointed to review a call; empty `lines` or `municipalities` mean all of them."""

    __tablename__ = "reviewer"

    call_id: str = Field(primary_key=True)
    reviewer: str = Field(primary_key=True)
    lines: list[str] = Field(sa_type=JSONB)
    municipalities: list[str] = Field(sa_type=JSONB)
    active: bool = True
    appointed_by: str
    appointed_at: datetime = Field(sa_type=INSTANT)


class Conflict(Table, table=True):
    """What a reviewer declared, of a call or of one application in it; append-only."""

    __tablename__ = "conflict_declaration"

    id: UUID = Field(primary_key=True)
    call_id: str
    reviewer: str
    application_id: UUID | None = None
    conflict: bool
    reason: str
    at: datetime = Field(sa_type=INSTANT)


class Assignment(Table, table=True):
    """A reading of an application, and how it ended before a decision; empty while it goes on."""

    __tablename__ = "assignment"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    reviewer: str
    reading: int
    assigned_by: str
    assigned_at: datetime = Field(sa_type=INSTANT)
    ended: str = ""
    reason: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ChecklistAnswer(Table, table=True):
    """An answer to an item about a revision; the last one counts; append-only."""

    __tablename__ = "checklist_answer"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    revision: int
    item: str
    answer: str
    comment: str
    reviewer: str
    at: datetime = Field(sa_type=INSTANT)


class Scores(Table, table=True):
    """The points that one reviewer gave to a revision; append-only."""

    __tablename__ = "score_sheet"

    application_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    reviewer: str = Field(primary_key=True)
    points: dict[str, Any] = Field(sa_type=JSONB)
    comment: str
    at: datetime = Field(sa_type=INSTANT)


class Proposal(Table, table=True):
    """The outcome that a reviewer proposed on a check; the last one counts; append-only."""

    __tablename__ = "proposal"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    checked: int
    outcome: str
    reason: str
    reviewer: str
    at: datetime = Field(sa_type=INSTANT)


class ProposalSignature(Table, table=True):
    """Who signed under a proposal before the decision; append-only."""

    __tablename__ = "signature"

    proposal_id: UUID = Field(primary_key=True)
    official: str = Field(primary_key=True)
    at: datetime = Field(sa_type=INSTANT)


class Reopened(Table, table=True):
    """An act that took a decision back, and the place for money that it left; append-only."""

    __tablename__ = "reopening"

    application_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    official: str
    reason: str
    act_year: int
    act_number: int
    at: datetime = Field(sa_type=INSTANT)
    ground: str = "annulment"
    place: int | None = None


class ActText(Table, table=True):
    """The text of an act as it was signed, with its hash; append-only."""

    __tablename__ = "act_text"

    application_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    words: str
    hash: str
    at: datetime = Field(sa_type=INSTANT)
