"""What the registries answered about the aid of an application, and what waits for them."""

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
    firms: int = 1


class AidCase(Table, table=True):
    """The aid of an application in the national register: not due, registered, confirmed.

    `firm` is the keyed hash of the firm, `undertaking` one of all that were one with it that day;
    `cor` is the code of the register.
    """

    __tablename__ = "aid"

    application_id: UUID = Field(primary_key=True)
    undertaking: str
    firm: str = ""
    amount_cents: int = Field(sa_type=BigInteger)
    state: str
    cor: str | None = Field(default=None, unique=True)
    registered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    confirm_by_on: date | None = None
    act: str | None = None
    act_on: date | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ContributionsCheck(Table, table=True):
    """What the registry answered about the contributions of a firm (DURC). Append-only."""

    __tablename__ = "contributions_check"

    id: UUID = Field(primary_key=True)
    firm: str
    regular: bool
    protocol: str
    requested_on: date
    at: datetime = Field(sa_type=INSTANT)


class SubstitutionRow(Table, table=True):
    """An act by which the contributions of a firm are paid out of what it is owed. Append-only.

    It bears the id of its transfer, and names the irregular answer on which it stands.
    """

    __tablename__ = "substitution"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    check_id: UUID
    creditor: str
    amount_cents: int = Field(sa_type=BigInteger)
    act: str
    act_on: date
    official: str
    at: datetime = Field(sa_type=INSTANT)


class MemberPause(Table, table=True):
    """A time in which a firm is suspended by its alliance: a copy of what network announced."""

    __tablename__ = "member_pause"

    adhesion_id: UUID = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    firm: str
    alliance: str
    to_on: date | None = None
