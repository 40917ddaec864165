"""Lists, what everybody knows an application by in them, what was answered to them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class RankingRecord(Table, table=True):
    """A published list with the canonical JSON of what it was computed from; append-only.

    `inputs` holds what was declared, as far as the order reads it: personal data.
    """

    __tablename__ = "ranking"

    id: UUID = Field(primary_key=True)
    call_id: str
    line: str
    call_version: int
    kind: str
    inputs: str
    inputs_hash: str
    result: str
    result_hash: str
    official: str
    reason: str = ""
    act_year: int | None = None
    act_number: int | None = None
    at: datetime = Field(sa_type=INSTANT)
    observations_until_on: date | None = None
    public_until_on: date


class ListCode(Table, table=True):
    """The random code of an application in public lists; append-only."""

    __tablename__ = "list_code"

    application_id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)


class RankingRow(Table, table=True):
    """An application in a list; append-only."""

    __tablename__ = "ranking_row"

    ranking_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(primary_key=True)
    listed: str
    place: int | None = None
    points: int
    amount_cents: int = Field(sa_type=BigInteger)


class RankingObservation(Table, table=True):
    """What who applied answered to a provisional list, and the body's answer: personal data."""

    __tablename__ = "ranking_observation"

    id: UUID = Field(primary_key=True)
    ranking_id: UUID
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


class Acceptance(Table, table=True):
    """Whether who was granted money takes it, asked once in each round of a case."""

    __tablename__ = "acceptance"

    application_id: UUID = Field(primary_key=True)
    case_round: int = Field(default=1, primary_key=True)
    asked_at: datetime = Field(sa_type=INSTANT)
    accept_by_on: date
    answer: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
