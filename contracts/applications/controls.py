"""What is checked about an award after it was given."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from kit.messages import Event


class ControlStarted(Event):
    """A control of an award was begun, and what it found is told before anything is taken back.

    Its answer days run from the proof of delivery (art. 7 and 8 L. 241/1990).
    """

    title: ClassVar[str] = "controllo.avviato"

    application_id: UUID
    control_id: UUID
    answer_days: int = Field(ge=1)
    register_year: int
    register_number: int = Field(ge=1)
