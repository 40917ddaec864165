"""Agreements between organisations, their places, use and cost."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity
from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class Agreement(Table, table=True):
    """An agreement on shared places; `taken` follows from its places alone."""

    __tablename__ = "agreement"

    id: UUID = Field(primary_key=True)
    alliance: str
    title: str
    service: str
    places: int
    taken: int = 0
    split: str
    starts_on: date
    ends_on: date | None = None
    document_id: UUID
    signed_by: str
    signed_at: datetime = Field(sa_type=INSTANT)


class AgreementMember(Table, table=True):
    """An organisation of an agreement, in the order of signing."""

    __tablename__ = "agreement_member"

    agreement_id: UUID = Field(primary_key=True)
    adhesion_id: UUID = Field(primary_key=True)
    position: int
    share: int


class AgreementPlace(Table, table=True):
    """A place, or a turn in the one list of all members; the ticket is the order of asking."""

    __tablename__ = "agreement_place"

    id: UUID = Field(primary_key=True)
    ticket: int | None = Field(
        default=None, sa_type=BigInteger, sa_column_args=[Identity(always=True)]
    )
    agreement_id: UUID
    adhesion_id: UUID
    worker_key: str
    state: str
    from_on: date
    to_on: date | None = None
    asked_by: str
    asked_at: datetime = Field(sa_type=INSTANT)
    left_by: str | None = None


class AgreementUse(Table, table=True):
    """Days of presence of a member in a month, or a correction; append-only."""

    __tablename__ = "agreement_use"

    id: UUID = Field(primary_key=True)
    agreement_id: UUID
    adhesion_id: UUID
    month: str
    uses: int
    official: str
    at: datetime = Field(sa_type=INSTANT)


class AgreementCost(Table, table=True):
    """What the service cost in a month, by its invoice; append-only."""

    __tablename__ = "agreement_cost"

    id: UUID = Field(primary_key=True)
    agreement_id: UUID
    month: str
    amount_cents: int = Field(sa_type=BigInteger)
    document_id: UUID
    official: str
    at: datetime = Field(sa_type=INSTANT)
