"""Money committed to an application by its act."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.applications.checks import Instalment
from kit.messages import Command, Event
from kit.money import Cents


class AwardGranted(Event):
    """What was set aside became a commitment towards the applicant (impegno)."""

    title: ClassVar[str] = "contributo.concesso"

    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    instalments: list[Instalment]


class GrantAward(Command[AwardGranted]):
    """Turn the money set aside for an application into a commitment.

    `checked` is the check that the parts were computed on: what is set aside follows it first.
    `official` signed it: who signs does not order its payment. Refuses `budget-exhausted` when the
    line has no money for its place, `no-cor` when its aid must be registered and is not.
    """

    application_id: UUID
    instalments: list[Instalment]
    checked: int = Field(default=0, ge=0)
    official: str | None = Field(default=None, pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")
