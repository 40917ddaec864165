"""Tables of the network service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of every network table."""


class AllianceRow(Table, table=True):
    """An alliance as its file says it."""

    __tablename__ = "alliance"

    slug: str = Field(primary_key=True)
    name: str
    definition: dict[str, Any] = Field(sa_type=JSONB)


class Organisation(Table, table=True):
    """A firm or body by its VAT number; other services know it by its key."""

    __tablename__ = "organisation"

    id: UUID = Field(primary_key=True)
    key: str
    name: str
    vat_number: str
    municipality: str


class Adhesion(Table, table=True):
    """The adhesion of an organisation to an alliance by its Scheda Partnership."""

    __tablename__ = "adhesion"

    id: UUID = Field(primary_key=True)
    organisation_id: UUID
    alliance: str
    since_on: date
    until_on: date | None = None
    confirmed_at: datetime = Field(sa_type=INSTANT)
