"""The tables of notifications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the tables of notifications."""


class Letter(Table, table=True):
    """One letter about an application: its way to the mail server, none of its words.

    `handed_over_at` is written just before its content is given to the mail server: a letter
    without it has certainly not left. `body_sha256` is the digest of the text that was given.
    """

    __tablename__ = "letter"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    name: str
    about: str = ""
    state: str
    attempts: int = 0
    correlation: str = ""
    message_id: str = ""
    body_sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    reason: str = ""
    queued_at: datetime = Field(sa_type=INSTANT)
    next_attempt_at: datetime = Field(sa_type=INSTANT)
    handed_over_at: datetime | None = Field(default=None, sa_type=INSTANT)
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Mailing(Table, table=True):
    """A letter that many hear of one thing; `after` is the last application served.

    `about` names the thing: a call and its version, a published list, a payment batch.
    """

    __tablename__ = "mailing"

    name: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    ordered_at: datetime = Field(sa_type=INSTANT)
    after: UUID | None = None
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
