"""Calls: versions, lines, and what officials did with them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class CallRecord(Table, table=True):
    """Where a call is in its life, and why; `exhausted` are the lines whose own money is gone."""

    __tablename__ = "call"

    call_id: str = Field(primary_key=True)
    owner: str
    state: str = "draft"
    moved_by: str = "act"
    since: datetime | None = Field(default=None, sa_type=INSTANT)
    version: int | None = None
    exhausted: list[str] = Field(default_factory=list, sa_type=JSONB)


class VersionDraft(Table, table=True):
    """A version as its file says it, and how far it has come; `revision` counts its contents."""

    __tablename__ = "call_draft"

    call_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    revision: int
    definition: dict[str, Any] = Field(sa_type=JSONB)
    digest: str
    state: str = "draft"
    checked_by: str | None = None
    approved_by: str | None = None
    imported_at: datetime = Field(sa_type=INSTANT)


class CallVersion(Table, table=True):
    """A published version of a call, with the territory and body of its day; never changed."""

    __tablename__ = "call_version"

    call_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    alliance: str
    body: str
    definition: dict[str, Any] = Field(sa_type=JSONB)
    territory: list[str] = Field(sa_type=JSONB)
    published_at: datetime = Field(sa_type=INSTANT)
    predecessor: int | None = Field(
        default=None,
        sa_type=Integer,
        sa_column_args=[Computed("nullif(version - 1, 0)", persisted=True)],
    )


class CallLine(Table, table=True):
    """The last place given in a line of a call, also to the lines that spend its budget.

    A line that does not `admit` gives no place: its call is suspended or revoked.
    """

    __tablename__ = "call_line"

    call_id: str = Field(primary_key=True)
    line: str = Field(primary_key=True)
    last_place: int = 0
    admits: bool = True


class StepRecord(Table, table=True):
    """What an official did with a call, by which act and why; append-only."""

    __tablename__ = "call_step"

    id: UUID = Field(primary_key=True)
    call_id: str
    version: int
    revision: int
    step: str
    official: str
    act_number: str
    act_on: date | None
    reason: str
    at: datetime = Field(sa_type=INSTANT)
