"""Sheets of applications, kept until they are confirmed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class LoadedSheet(Table, table=True):
    """A sheet that was loaded: what its columns are, who loaded it, whether it was confirmed."""

    __tablename__ = "bulk_load"

    id: UUID = Field(primary_key=True)
    call_id: str
    line: str
    file_name: str
    content_hash: str
    operator: str
    channel: str
    arrived_at: datetime = Field(sa_type=INSTANT)
    loaded_at: datetime = Field(sa_type=INSTANT)
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    columns: list[str] = Field(sa_type=JSONB)
    unknown_columns: list[str] = Field(sa_type=JSONB)
    missing_columns: list[str] = Field(sa_type=JSONB)


class LoadedRow(Table, table=True):
    """One row of a sheet: the form it makes until it is filed (personal data), or what is wrong."""

    __tablename__ = "bulk_row"

    load_id: UUID = Field(primary_key=True)
    row: int = Field(primary_key=True)
    name: str
    form: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    errors: list[dict[str, Any]] = Field(sa_type=JSONB)
    warnings: list[str] = Field(sa_type=JSONB)
    application_id: UUID | None = None
    protocol: str = ""
