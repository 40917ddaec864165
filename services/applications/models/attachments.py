"""Uploaded files and what they are documents of."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class Attachment(Table, table=True):
    """An uploaded file by its content; never readable before it is accepted."""

    __tablename__ = "attachment"

    id: UUID = Field(primary_key=True)
    sha256: str
    size: int
    media_type: str
    name: str
    state: str
    uploaded_at: datetime = Field(sa_type=INSTANT)
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)


class FiledDocument(Table, table=True):
    """An attachment as a document of one application; append-only, and of no other one."""

    __tablename__ = "filed_document"

    attachment_id: UUID = Field(primary_key=True)
    application_id: UUID
    document: str
    at: datetime = Field(sa_type=INSTANT)
