"""Front desks of partners: hours, contacts without names, and what operators do for others."""

from datetime import date, datetime, time
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts.identifiers import MunicipalityCode, PersonTaxCode
from contracts.intake import Email, PlainName
from contracts.places import Slug, refuse
from contracts.publishing import Official
from contracts.values import Frozen

Topic = Literal[
    "call", "application", "voucher", "services", "leave_and_rights", "employer", "other"
]
Outcome = Literal["informed", "file_opened", "file_completed", "appointment", "referred", "none"]
ContactChannel = Literal["counter", "phone", "email"]
DeskDeed = Literal["filed", "amended", "withdrawn", "read"]
Hidden = Literal["isee", "special_documents"]


class OpeningHours(Frozen):
    """A stretch of a weekday (1 is Monday) in which a desk is open, in Italian time."""

    weekday: Annotated[int, Field(ge=1, le=7, strict=True)]
    opens: time
    closes: time

    @model_validator(mode="after")
    def _close_after_opening(self) -> Self:
        if self.closes <= self.opens:
            raise refuse("closes-before-it-opens", "L'orario finisce prima di cominciare.")
        return self


class DeskOpening(Frozen):
    """A Punto di Informazione Territoriale: whose it is, where it stands and when it is open."""

    alliance: Slug
    partner: PlainName
    name: PlainName
    municipality: MunicipalityCode
    address: PlainName
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ]{5,20}$")]
    email: Email
    hours: Annotated[tuple[OpeningHours, ...], Field(max_length=30)]
    closed_on: Annotated[tuple[date, ...], Field(max_length=100)] = ()
    official: Official


class DeskCard(Frozen):
    """A desk as anybody may read it."""

    desk_id: UUID
    alliance: str
    partner: str
    name: str
    municipality: str
    address: str
    phone: str
    email: str
    hours: tuple[OpeningHours, ...]
    closed_on: tuple[date, ...]
    open_now: bool
    opens_at: datetime | None


class DeskCards(Frozen):
    """The desks of an alliance by name."""

    items: tuple[DeskCard, ...]


class OperatorPosting(Frozen):
    """An operator works at a desk from a civil day on, or until one."""

    operator: Official
    from_on: date
    to_on: date | None = None
    official: Official


class PostedOperator(Frozen):
    """The days on which an operator works at a desk."""

    desk_id: UUID
    operator: str
    from_on: date
    to_on: date | None


class ContactFiling(Frozen):
    """Somebody came, rang or wrote: about what, and with which outcome; never who."""

    operator: Official
    channel: ContactChannel
    topic: Topic
    outcome: Outcome


class ContactKept(Frozen):
    """A contact that was written down."""

    contact_id: UUID
    at: datetime


class ContactCount(Frozen):
    """How many contacts of a month had a topic and an outcome."""

    topic: Topic
    outcome: Outcome
    contacts: int


class ContactCounts(Frozen):
    """The contacts of a desk in a month."""

    month: str
    total: int
    items: tuple[ContactCount, ...]


class DeskActFiling(Frozen):
    """What an operator does for somebody, with the signed delegation.

    The principal's tax code is hashed and not kept; `delegation_id` is the scanned delegation, and
    is needed once for each application.
    """

    operator: Official
    application_id: UUID
    principal_tax_code: PersonTaxCode
    delegation_id: UUID | None = None
    act: DeskDeed


class DeskLogEntry(Frozen):
    """A line of the log of a desk: the operator and the principal, always both."""

    operator: str
    principal_key: str
    application_id: UUID
    delegation_id: UUID
    act: DeskDeed
    at: datetime


class DeskLog(Frozen):
    """What the operators of a desk did for others, the newest first."""

    items: tuple[DeskLogEntry, ...]


class AccessQuestion(Frozen):
    """Whether an operator of a desk may open an application, before or after it was sent."""

    operator: Official
    application_id: UUID
    sent: bool


class AccessAnswer(Frozen):
    """What an operator of a desk may do with an application; `hides` is what is not shown."""

    sees: bool
    writes: bool
    hides: tuple[Hidden, ...]


class DeskCases(Frozen):
    """The applications of a desk, the newest first."""

    application_ids: tuple[UUID, ...]
