"""What the portal keeps: drafts of applications, and the secrets that open them, as digests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)
NOTHING: Any = JSONB(none_as_null=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the portal's tables."""


class Draft(Table, table=True):
    """An application, or an amendment of one, while it is written; then its receipt alone.

    `data` is what was typed, `marks` who saved each step last. `sending` is the exact body that
    was handed over: until there is an answer, nothing else is handed over in its place.
    """

    __tablename__ = "draft"

    id: UUID = Field(primary_key=True)
    call_id: str
    call_version: int
    line: str
    amends: UUID | None = None
    arrival: dict[str, Any] | None = Field(default=None, sa_type=NOTHING)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    marks: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    step: str = ""
    email: str = ""
    revision: int = 0
    created_at: datetime = Field(sa_type=INSTANT)
    saved_at: datetime = Field(sa_type=INSTANT)
    announced: bool = False
    reminded_at: datetime | None = Field(default=None, sa_type=INSTANT)
    sending: bytes | None = Field(default=None, sa_type=LargeBinary)
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    receipt: dict[str, Any] | None = Field(default=None, sa_type=NOTHING)


class DraftKey(Table, table=True):
    """A secret that opens a draft: a browser's cookie, the code to resume, an official's entry."""

    __tablename__ = "draft_key"

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    draft_id: UUID
    kind: str
    made_at: datetime = Field(sa_type=INSTANT)
    ends_at: datetime | None = Field(default=None, sa_type=INSTANT)
