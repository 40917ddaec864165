"""Front desks, who works there, who came, and what was done for whom."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class Desk(Table, table=True):
    """A Punto di Informazione Territoriale of a partner."""

    __tablename__ = "desk"

    id: UUID = Field(primary_key=True)
    alliance: str
    partner: str
    name: str
    municipality: str
    address: str
    phone: str
    email: str
    hours: list[dict[str, Any]] = Field(sa_type=JSONB)
    closed_on: list[str] = Field(sa_type=JSONB)
    opened_by: str
    opened_at: datetime = Field(sa_type=INSTANT)


class DeskOperator(Table, table=True):
    """Who works at a desk, and on which civil days."""

    __tablename__ = "desk_operator"

    desk_id: UUID = Field(primary_key=True)
    operator: str = Field(primary_key=True)
    from_on: date
    to_on: date | None = None
    posted_by: str


class DeskContact(Table, table=True):
    """A contact of a desk: its topic and outcome, and no name; append-only."""

    __tablename__ = "desk_contact"

    id: UUID = Field(primary_key=True)
    desk_id: UUID
    operator: str
    channel: str
    topic: str
    outcome: str
    at: datetime = Field(sa_type=INSTANT)


class DeskAct(Table, table=True):
    """What an operator did for a principal, by which delegation; append-only."""

    __tablename__ = "desk_act"

    id: UUID = Field(primary_key=True)
    desk_id: UUID
    operator: str
    principal_key: str
    application_id: UUID
    delegation_id: UUID
    act: str
    at: datetime = Field(sa_type=INSTANT)
