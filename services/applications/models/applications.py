"""Applications: register numbers, what was declared, checks, decisions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class Counter(Table, table=True):
    """The last number given by a body in a year, for its register or its acts.

    A register also knows the instant and the link of its last entry.
    """

    __tablename__ = "counter"

    body: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int
    last_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_link: str | None = None


class Application(Table, table=True):
    """An application under its register number, bound to the call version it was filed under.

    `round` counts how often its procedure was led, from 1: an act may open it again.
    """

    __tablename__ = "application"

    id: UUID = Field(primary_key=True)
    call_id: str
    call_version: int
    line: str
    alliance: str
    body: str
    register_year: int
    register_number: int
    place: int
    registered_at: datetime = Field(sa_type=INSTANT)
    late: bool
    content_hash: str
    amount_cents: int = Field(sa_type=BigInteger)
    answer_due_on: date
    state: str = "registered"
    checked: int = 0
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    channel: str
    arrived_at: datetime = Field(sa_type=INSTANT)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    postmarked_on: date | None = None
    filed_by: str
    revision: int = 1
    stopped: str = ""
    waits_for: str = ""
    round: int = 1


class Applicant(Table, table=True):
    """Who applied, and what they declared: the only table here that holds personal data."""

    __tablename__ = "applicant"

    application_id: UUID = Field(primary_key=True)
    kind: str
    name: str
    search_name: str
    identifier: str
    organisation_key: str
    birth_on: date | None
    municipality: str
    email: str
    iban: str
    answers: dict[str, Any] = Field(sa_type=JSONB)
    delegate: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    employer_key: str = ""


class Check(Table, table=True):
    """One application of the requirements to a revision; append-only.

    `findings` is the outcome of the engine as a tree; the oldest checks hold its findings only.
    """

    __tablename__ = "eligibility_check"

    application_id: UUID = Field(primary_key=True)
    round: int = Field(primary_key=True)
    outcome: str
    findings: Any = Field(sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)
    revision: int = 1


class BatchAct(Table, table=True):
    """An act that grants the eligible applications of a line up to a place."""

    __tablename__ = "batch_act"

    id: UUID = Field(primary_key=True)
    call_id: str
    line: str
    through_place: int
    official: str
    reason: str
    act_year: int
    act_number: int
    at: datetime = Field(sa_type=INSTANT)


class DecisionReason(Table, table=True):
    """The words with which an official gives reasons, before the decision; append-only."""

    __tablename__ = "decision_reason"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    words: str
    at: datetime = Field(sa_type=INSTANT)


class DecisionAct(Table, table=True):
    """The decision on an application as a numbered act; append-only.

    `sequence` counts from 1: a refusal that was taken back stays, and another decision follows.
    """

    __tablename__ = "decision"

    application_id: UUID = Field(primary_key=True)
    sequence: int = Field(default=1, primary_key=True)
    outcome: str
    official: str
    reason: str
    checked: int
    act_year: int
    act_number: int
    batch_act_id: UUID | None = None
    ranking_id: UUID | None = None
    at: datetime = Field(sa_type=INSTANT)


class Membership(Table, table=True):
    """Which organisations have joined which alliance: a copy of what network announced."""

    __tablename__ = "membership"

    adhesion_id: UUID = Field(primary_key=True)
    organisation_key: str
    alliance: str
    since_on: date
    until_on: date | None = None
