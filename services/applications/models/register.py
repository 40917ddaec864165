"""The chained register of documents, and what tells that two applications are alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.applications.models.table import INSTANT, Table


class RegisterRecord(Table, table=True):
    """One document that came in or left, with its link of the chain; append-only, without a gap.

    What no verb of an application registered is a `document`, described in a row of its own.
    """

    __tablename__ = "register_entry"

    body: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=INSTANT)
    kind: str
    application_id: UUID | None = None
    content_hash: str
    previous_link: str
    link: str


class ApplicantKey(Table, table=True):
    """A code or address of an application by which another one may be alike; personal data.

    `alike` is the value with omocodia undone, which is a hint; `value` is what limits count by.
    `cents` is the part of the amount that goes to one child of several, None for all of it.
    """

    __tablename__ = "applicant_key"

    application_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    alike: str
    cents: int | None = Field(default=None, sa_type=BigInteger)
