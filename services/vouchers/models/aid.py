"""What the registries answered about the aid of an application."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class AidCheck(Table, table=True):
    """A look at what an undertaking was granted, with all that was counted. Append-only."""

    __tablename__ = "aid_check"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    at: datetime = Field(sa_type=INSTANT)
    amount_cents: int = Field(sa_type=BigInteger)
    counted_cents: int = Field(sa_type=BigInteger)
    ceiling_cents: int = Field(sa_type=BigInteger)
    basis: str
    aids: list[dict[str, Any]] = Field(sa_type=JSONB)
    certificate: str


class AidCase(Table, table=True):
    """The aid of an application in the national register: not due, registered, confirmed.

    `undertaking` is a keyed hash of the firms that are one; `cor` the code of the register.
    """

    __tablename__ = "aid"

    application_id: UUID = Field(primary_key=True)
    undertaking: str
    amount_cents: int = Field(sa_type=BigInteger)
    state: str
    cor: str | None = Field(default=None, unique=True)
    registered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    confirm_by_on: date | None = None
    act: str | None = None
    act_on: date | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
