"""What applications declared, revision by revision."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class Declaration(Table, table=True):
    """One revision of an application: personal data; append-only.

    What was filed, amended or supplemented bears its register number, a migration the act that
    made it. An application that was never revised has no row: it is its own first revision.
    """

    __tablename__ = "declaration"

    application_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    kind: str
    call_id: str
    call_version: int
    amount_cents: int = Field(sa_type=BigInteger)
    answers: dict[str, Any] = Field(sa_type=JSONB)
    content_hash: str
    body: str | None = None
    year: int | None = None
    number: int | None = None
    official: str = ""
    act_number: str = ""
    act_on: date | None = None
    reason: str = ""
    at: datetime = Field(sa_type=INSTANT)
