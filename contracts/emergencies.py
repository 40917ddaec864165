"""The emergency register over HTTP: when the system is down (DPR 445/2000 art. 63)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.applications.register import Direction, DocumentChannel, Sha256
from contracts.documents import Number, Particulars
from contracts.intake import Filed
from contracts.places import Instant, Name, Slug
from contracts.publishing import Official, Words
from contracts.values import Frozen

MOST_ENTRIES = 500
MOST_CHARACTERS = 500_000


class EmergencyForm(Filed):
    """An official opens the emergency register of a body: why, and since when nothing works."""

    id: UUID
    body: Slug
    reason: Words
    opened_at: Instant
    official: Official


class EmergencyEntry(Filed):
    """A document as the emergency register has it; without a `number` it takes the next one.

    A paper without a file has no hash: what the register says of it is hashed instead.
    """

    number: Number | None = None
    document_id: UUID | None = None
    direction: Direction
    kind: Name
    about: UUID | None = None
    channel: DocumentChannel
    content_hash: Sha256 | None = None
    arrived_at: Instant
    written_at: Instant
    particulars: Particulars = Particulars()


class EmergencyEntries(Filed):
    """Entries written by hand, in the order of their numbers."""

    entries: Annotated[tuple[EmergencyEntry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]
    official: Official


class EmergencyFile(Filed):
    """Entries as a CSV that was filled in offline; its columns are those of the empty sheet."""

    content: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, pattern=r"^[^\x00]+$")]
    official: Official


class EmergencyClosing(Filed):
    """An official closes the emergency register: since when everything works again."""

    closed_at: Instant
    official: Official


class EmergencyRecovery(Filed):
    """An official has each entry take its number in the ordinary register."""

    official: Official


class EmergencyLine(Frozen):
    """An entry of the emergency register with both its numbers; `protocol` is empty until then."""

    number: str
    document_id: UUID
    direction: Direction
    kind: str
    written_at: datetime
    protocol: str


class EmergencyDay(Frozen):
    """How many documents were registered by hand on a day (art. 63 c. 3)."""

    on: date
    entries: int


class EmergencyCard(Frozen):
    """An emergency register: why, from when to when, by whom, and what it holds."""

    id: UUID
    body: str
    reason: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    days: list[EmergencyDay]
    lines: list[EmergencyLine]
