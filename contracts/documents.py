"""The register of documents over HTTP: what is registered, annulled, attached and looked up."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.applications.register import Direction, DocumentChannel, Sha256
from contracts.intake import Filed
from contracts.places import Instant, Name, Slug
from contracts.publishing import Official, Words
from contracts.values import Frozen

# What no line of a register and no XML may hold: controls, and what is no character.
PLAIN = r"^[^\x00-\x1f\x7f\ufffe\uffff]*$"
LAST_NUMBER = 2**31 - 1
Told = Annotated[str, Field(pattern=PLAIN, max_length=300)]
Subject = Annotated[str, Field(pattern=PLAIN, max_length=1000)]
Number = Annotated[int, Field(ge=1, le=LAST_NUMBER)]
Year = Annotated[int, Field(ge=1900, le=9999)]


class AttachedFile(Filed):
    """An attachment of a document: its name, and the SHA-256 of its bytes."""

    name: Told
    content_hash: Sha256


class Particulars(Filed):
    """Who sent a document, to whom, and about what (DPR 445/2000 art. 53): personal data.

    Kept once, in a table of its own; what is wrong is annulled and registered again.
    """

    sender: Told = ""
    recipient: Told = ""
    subject: Subject = ""
    attachments: Annotated[tuple[AttachedFile, ...], Field(max_length=100)] = ()


class ParticularsForm(Particulars):
    """The particulars of a document that a command registers, with who tells them."""

    official: Annotated[str, Field(pattern=r"^(staff:[0-9a-f-]{1,64}|service|workflow)$")]


class DocumentForm(Filed):
    """A document that an official registers: at the counter, from the post, on paper."""

    document_id: UUID
    body: Slug
    direction: Direction
    kind: Name
    about: UUID | None = None
    channel: DocumentChannel
    content_hash: Sha256
    arrived_at: Instant
    particulars: Particulars = Particulars()
    official: Official


class RegisteredDocument(Frozen):
    """The answer of `POST /v1/documents`: number, day, and the link of the chain."""

    document_id: UUID
    body: str
    protocol: str
    registered_on: date
    registered_at: datetime
    content_hash: str
    link: str


class AnnulmentForm(Filed):
    """Why and by which act an entry of the register is annulled (DPR 445/2000 art. 54)."""

    reason: Words
    act: Annotated[str, Field(pattern=PLAIN, min_length=1, max_length=120)]
    act_on: date
    official: Official


class Annulment(Frozen):
    """The trace of an annulment: the entry stays, struck and readable."""

    reason: str
    act: str
    act_on: date
    official: str
    at: datetime


class OtherNumberForm(Filed):
    """The number that another body gave to a document or a case of ours."""

    id: UUID
    about: UUID
    aoo: Annotated[str, Field(pattern=PLAIN, min_length=1, max_length=120)]
    number: Number
    year: Year
    registered_on: date
    official: Official


class OtherNumber(Frozen):
    """A number of another body's register, beside ours."""

    id: UUID
    about: UUID
    aoo: str
    protocol: str
    registered_on: date
    at: datetime


class DocumentCard(Frozen):
    """An entry of a register with all that is known of its document.

    `document_id` is None for what an application's own verbs registered. `emergency` is the number
    that it had while the system was down, `E3/2015`.
    """

    document_id: UUID | None
    body: str
    protocol: str
    direction: Direction
    kind: str
    about: UUID | None
    channel: str
    content_hash: str
    arrived_at: datetime | None
    registered_on: date
    registered_at: datetime
    link: str
    sender: str
    recipient: str
    subject: str
    attachments: list[AttachedFile]
    emergency: str
    annulled: Annulment | None
    other_numbers: list[OtherNumber]


class DocumentCards(Frozen):
    """Entries in the order of their instants; `next` is the number after which to go on."""

    items: list[DocumentCard]
    next: int | None = None


class OtherNumbers(Frozen):
    """Numbers of other bodies, oldest first."""

    items: list[OtherNumber]
