"""Documents of the register, what is told of them beside, and the emergency register."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class RegisterRule(Table, table=True):
    """How a body's register counts, and what the body is called, as its file says."""

    __tablename__ = "register_rule"

    body: str = Field(primary_key=True)
    name: str
    ipa_code: str | None = None
    rules: dict[str, Any] = Field(sa_type=JSONB)


class RegisterDocument(Table, table=True):
    """A document that came in, left or stayed inside, with its number; append-only."""

    __tablename__ = "register_document"

    document_id: UUID = Field(primary_key=True)
    body: str
    year: int
    number: int
    direction: str
    kind: str
    about: UUID | None = None
    channel: str
    content_hash: str
    arrived_at: datetime = Field(sa_type=INSTANT)
    registered_on: date
    at: datetime = Field(sa_type=INSTANT)


class DocumentParticulars(Table, table=True):
    """Who sent a document, to whom, about what: personal data, kept once; append-only."""

    __tablename__ = "document_particulars"

    document_id: UUID = Field(primary_key=True)
    sender: str
    recipient: str
    subject: str
    attachments: list[dict[str, str]] = Field(sa_type=JSONB)
    official: str
    at: datetime = Field(sa_type=INSTANT)


class RegisterAnnulment(Table, table=True):
    """The annulment of an entry by an act; the entry itself never changes; append-only."""

    __tablename__ = "register_annulment"

    body: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    reason: str
    act: str
    act_on: date
    official: str
    at: datetime = Field(sa_type=INSTANT)


class OtherNumberRow(Table, table=True):
    """The number that another body gave to a document or a case of ours; append-only."""

    __tablename__ = "other_number"

    id: UUID = Field(primary_key=True)
    about: UUID
    aoo: str
    number: int
    year: int
    registered_on: date
    official: str
    at: datetime = Field(sa_type=INSTANT)


class EmergencyRegister(Table, table=True):
    """An emergency register of a body: why and since when the system is down; append-only."""

    __tablename__ = "emergency_register"

    id: UUID = Field(primary_key=True)
    body: str
    reason: str
    opened_at: datetime = Field(sa_type=INSTANT)
    official: str
    at: datetime = Field(sa_type=INSTANT)


class EmergencyClosingRow(Table, table=True):
    """Since when the system works again; append-only."""

    __tablename__ = "emergency_closing"

    register_id: UUID = Field(primary_key=True)
    closed_at: datetime = Field(sa_type=INSTANT)
    official: str
    at: datetime = Field(sa_type=INSTANT)


class EmergencyEntryRow(Table, table=True):
    """A document as the emergency register numbered it; append-only."""

    __tablename__ = "emergency_entry"

    body: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    register_id: UUID
    document_id: UUID
    direction: str
    kind: str
    about: UUID | None = None
    channel: str
    content_hash: str
    arrived_at: datetime = Field(sa_type=INSTANT)
    written_at: datetime = Field(sa_type=INSTANT)
    official: str
    at: datetime = Field(sa_type=INSTANT)
