"""Controls of awards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class Control(Table, table=True):
    """What an official found about an award, as it was told to who has it; append-only."""

    __tablename__ = "control"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    findings: list[str] = Field(sa_type=JSONB)
    answer_days: int
    official: str
    body: str
    year: int
    number: int
    at: datetime = Field(sa_type=INSTANT)
