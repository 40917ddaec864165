"""What network told of employers: suspended adhesions, and who works for whom, by keys alone."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from services.applications.models.table import Table


class MembershipSuspension(Table, table=True):
    """From when to when an adhesion does not count, both days included; None is until told."""

    __tablename__ = "membership_suspension"

    adhesion_id: UUID = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    to_on: date | None = None


class Employment(Table, table=True):
    """A relation that an employer confirmed; one whose end came first has no beginning yet."""

    __tablename__ = "employment"

    employment_id: UUID = Field(primary_key=True)
    organisation_key: str
    worker_key: str
    from_on: date | None = None
    to_on: date | None = None
