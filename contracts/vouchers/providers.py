"""Where a provider of services stands in its accreditation."""

from typing import ClassVar, Literal
from uuid import UUID

from kit.messages import Event

ProviderState = Literal["applied", "under_review", "accredited", "suspended", "removed"]


class ProviderMoved(Event):
    """An act moved the accreditation of a provider."""

    title: ClassVar[str] = "erogatore.passato"

    provider_id: UUID
    state: ProviderState
    act: str
