"""Confirmed relations of work."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class Employment(Table, table=True):
    """A relation that an employer confirmed; the worker is known by a keyed hash alone."""

    __tablename__ = "employment"

    id: UUID = Field(primary_key=True)
    organisation_id: UUID
    worker_key: str
    from_on: date
    to_on: date | None = None
    confirmed_by: str
    confirmed_at: datetime = Field(sa_type=INSTANT)
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
