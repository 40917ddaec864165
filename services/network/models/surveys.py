"""Needs surveys: tickets, answers that belong to nobody, and the releases of their figures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class Survey(Table, table=True):
    """A survey, its needs and the threshold below which nothing is released."""

    __tablename__ = "survey"

    id: UUID = Field(primary_key=True)
    alliance: str
    title: str
    needs: list[dict[str, Any]] = Field(sa_type=JSONB)
    threshold: int
    state: str
    opened_by: str
    opened_at: datetime = Field(sa_type=INSTANT)
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class SurveyTicket(Table, table=True):
    """A ticket by its keyed hash, with the firm that it was given to; no time, no answer."""

    __tablename__ = "survey_ticket"

    ticket_hash: str = Field(primary_key=True)
    survey_id: UUID
    adhesion_id: UUID
    used: bool = False


class SurveyAnswer(Table, table=True):
    """An answer; its random id tells neither when it was given nor by which ticket; append-only."""

    __tablename__ = "survey_answer"

    id: UUID = Field(
        primary_key=True, sa_column_kwargs={"server_default": text("gen_random_uuid()")}
    )
    survey_id: UUID
    adhesion_id: UUID
    department: str
    municipality: str
    need: str


class SurveyRelease(Table, table=True):
    """A version of the figures as it was released; append-only."""

    __tablename__ = "survey_release"

    survey_id: UUID = Field(primary_key=True)
    release: int = Field(primary_key=True)
    threshold: int
    tables: list[dict[str, Any]] = Field(sa_type=JSONB)
    withheld: int
    digest: str
    reason: str
    official: str
    at: datetime = Field(sa_type=INSTANT)
