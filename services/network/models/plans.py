"""Plans, their milestones and their hours."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.network.models.table import INSTANT, Table


class Plan(Table, table=True):
    """A plan of an organisation; `booked_minutes` follows from the bookings alone."""

    __tablename__ = "plan"

    id: UUID = Field(primary_key=True)
    adhesion_id: UUID
    title: str
    state: str
    granted_minutes: int
    booked_minutes: int = 0
    experiment_months: int
    opened_by: str
    opened_at: datetime = Field(sa_type=INSTANT)
    approved_by: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=INSTANT)
    act_number: str | None = None
    act_on: date | None = None


class PlanMilestone(Table, table=True):
    """A milestone that was reached, with its document and day; append-only."""

    __tablename__ = "plan_milestone"

    plan_id: UUID = Field(primary_key=True)
    milestone: str = Field(primary_key=True)
    reached_on: date
    document_id: UUID
    official: str
    at: datetime = Field(sa_type=INSTANT)


class PlanHours(Table, table=True):
    """Consulting that was given, in minutes, or the correction of a row; append-only."""

    __tablename__ = "plan_hours"

    id: UUID = Field(primary_key=True)
    plan_id: UUID
    consultant: str
    on: date
    minutes: int
    topic: str
    official: str
    at: datetime = Field(sa_type=INSTANT)
