"""Alliances, the organisations that join them, and the papers by which they do."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class AllianceRow(Table, table=True):
    """An alliance as its file says it."""

    __tablename__ = "alliance"

    slug: str = Field(primary_key=True)
    name: str
    definition: dict[str, Any] = Field(sa_type=JSONB)


class Organisation(Table, table=True):
    """A firm or body by its VAT number or tax code; other services know it by its key."""

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
    state: str
    received_at: datetime = Field(sa_type=INSTANT)
    received_by: str
    answer_due_on: date
    original_due_on: date | None = None
    since_on: date | None = None
    until_on: date | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    confirmed_by: str | None = None
    renewal_due_on: date | None = None
    size_class: str | None = None
    size_reasons: list[str] = Field(default_factory=list, sa_type=JSONB)
    counts_toward_target: bool = False


class Sheet(Table, table=True):
    """What a Scheda says (personal data of who signs it), one row for each that arrived."""

    __tablename__ = "partnership_sheet"

    adhesion_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    sheet: dict[str, Any] = Field(sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)


class AdhesionDocument(Table, table=True):
    """A document of a Scheda with its number in the register; append-only."""

    __tablename__ = "adhesion_document"

    id: UUID = Field(primary_key=True)
    adhesion_id: UUID
    kind: str
    channel: str
    protocol: str
    arrived_at: datetime = Field(sa_type=INSTANT)
    document_id: UUID | None = None
    content_hash: str | None = None
    official: str
    at: datetime = Field(sa_type=INSTANT)


class AdhesionSpell(Table, table=True):
    """A suspension of an adhesion: its first and its last civil day."""

    __tablename__ = "adhesion_suspension"

    id: UUID = Field(primary_key=True)
    adhesion_id: UUID
    from_on: date
    to_on: date | None = None


class StepRecord(Table, table=True):
    """What was done with an adhesion, by whom and why; append-only."""

    __tablename__ = "adhesion_step"

    id: UUID = Field(primary_key=True)
    adhesion_id: UUID
    step: str
    state: str
    official: str
    reason: str
    at: datetime = Field(sa_type=INSTANT)
