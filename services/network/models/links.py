"""Links between firms, and the aid that firms declare."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class UndertakingLink(Table, table=True):
    """One firm controls another between two civil days; neither need have joined an alliance."""

    __tablename__ = "undertaking_link"

    id: UUID = Field(primary_key=True)
    controller_key: str
    controller_vat_number: str
    controller_name: str
    controlled_key: str
    controlled_vat_number: str
    controlled_name: str
    kind: str
    from_on: date
    to_on: date | None = None
    evidence: str
    document_id: UUID | None = None
    source: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=INSTANT)
    ended_by: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ending_evidence: str = ""


class DeclaredAid(Table, table=True):
    """What a firm says that it was granted, in one paper; it counts until it is withdrawn."""

    __tablename__ = "aid_declaration"

    id: UUID = Field(primary_key=True)
    firm_key: str
    firm_vat_number: str
    firm_name: str
    aids: list[dict[str, Any]] = Field(sa_type=JSONB)
    evidence: str
    application_id: UUID | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=INSTANT)
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reason: str = ""
