"""Who examines an application, and what they found."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.applications.decisions import DecisionOutcome
from kit.messages import Event

STAFF = r"^staff:[0-9a-f-]{1,64}$"


class ApplicationAssigned(Event):
    """Somebody is to read an application; `reading` counts those who do, from 1.

    The rule chooses who has least to read and no declared conflict; a reading may be handed over.
    """

    title: ClassVar[str] = "istruttoria.assegnata"

    application_id: UUID
    call_id: str
    reviewer: str = Field(pattern=STAFF)
    reading: int = Field(ge=1)


class ConflictDeclared(Event):
    """A reviewer declared whether they are in conflict of interest (art. 6-bis L. 241/1990).

    Of the whole call without an `application_id`. The reason travels in no message.
    """

    title: ClassVar[str] = "conflitto.dichiarato"

    call_id: str
    reviewer: str = Field(pattern=STAFF)
    conflict: bool
    application_id: UUID | None


class ChecklistFilled(Event):
    """Somebody answered items of the checklist; `open` are those without an answer."""

    title: ClassVar[str] = "verifiche.compilate"

    application_id: UUID
    reviewer: str = Field(pattern=STAFF)
    open: int = Field(ge=0)


class ScoreGiven(Event):
    """A reviewer handed in their points: how many sheets are in, of how many.

    The points stay where they are: who has not handed theirs in reads none.
    """

    title: ClassVar[str] = "punteggio.dato"

    application_id: UUID
    reviewer: str = Field(pattern=STAFF)
    handed_in: int = Field(ge=1)
    awaited: int = Field(ge=0)


class DecisionProposed(Event):
    """A reviewer proposed an outcome on a check; somebody else decides."""

    title: ClassVar[str] = "esito.proposto"

    application_id: UUID
    reviewer: str = Field(pattern=STAFF)
    outcome: DecisionOutcome
    checked: int = Field(ge=1)
