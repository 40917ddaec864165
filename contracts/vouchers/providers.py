"""Where a provider of services stands in its accreditation."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from kit.messages import Event

ProviderState = Literal["applied", "under_review", "accredited", "suspended", "removed"]
ChangeState = Literal["proposed", "confirmed", "declined"]
ChangeSubject = Literal["capacity", "municipalities", "account"]


class ProviderMoved(Event):
    """An act moved the accreditation of a provider."""

    title: ClassVar[str] = "erogatore.passato"

    provider_id: UUID
    state: ProviderState
    act: str


class ProviderChanged(Event):
    """What a provider offers or where it is paid: a change was proposed, confirmed or declined.

    One that is confirmed holds from `from_on`, that day included. Neither a bank account nor a name
    is told here.
    """

    title: ClassVar[str] = "erogatore.variazione"

    provider_id: UUID
    change_id: UUID
    state: ChangeState
    about: list[ChangeSubject]
    from_on: date
