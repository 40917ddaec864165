"""What is asked and told of the register of documents of a body (DPR 445/2000 art. 50-57)."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.places import Instant, Name, Slug
from kit.messages import Command, Event

SHA256 = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, Field(pattern=SHA256)]
Direction = Literal["in", "out", "internal"]
DocumentChannel = Literal["web", "email", "pec", "counter", "post", "partner", "internal"]


class DocumentRegistered(Event):
    """A document has its number in the register of a body and a year, and its place in the chain.

    `about` is the case that it belongs to: an application, an adhesion, anything with an id.
    `registered_on` is the civil day that the body's office hours give it; `year` is that day's.
    `at` is the instant of the entry, after that of every entry before it.
    """

    title: ClassVar[str] = "documento.protocollato"

    document_id: UUID
    body: Slug
    direction: Direction
    kind: Name
    about: UUID | None = None
    year: int
    number: int = Field(ge=1)
    registered_on: date
    at: datetime


class DocumentAnnulled(Event):
    """An entry of the register was annulled by an act: its number stays and can still be read.

    The database lets nobody remove or change it (DPR 445/2000 art. 54).
    """

    title: ClassVar[str] = "protocollo.annullato"

    document_id: UUID
    body: Slug
    about: UUID | None = None
    year: int
    number: int = Field(ge=1)
    at: datetime


class RegisterDocument(Command[DocumentRegistered]):
    """Give a document that came in, left or stayed inside its number, once per `document_id`.

    `content_hash` is the SHA-256 of its bytes; `arrived_at` when it came to us, or was made. Who
    sent it, to whom and about what never travels: it is kept beside under the same `document_id`.
    Refuses `unknown-body` 404, `document-id-taken` 409 and `document-in-the-future` 422.
    """

    document_id: UUID
    body: Slug
    direction: Direction
    kind: Name
    about: UUID | None = None
    channel: DocumentChannel
    content_hash: Sha256
    arrived_at: Instant
