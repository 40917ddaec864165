"""An application in the list of those who wait for money, and at its end."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from kit.messages import Command, Event

FinalState = Literal["awarded", "refused", "not_funded", "withdrawn", "call_revoked"]


class ApplicationWaitlisted(Event):
    """The application meets the requirements and the money has run out (ammessa non finanziata)."""

    title: ClassVar[str] = "domanda.ammessa-non-finanziata"

    application_id: UUID
    waitlisted_at: datetime


class WaitlistApplication(Command[ApplicationWaitlisted]):
    """Keep an eligible application in the list until money comes back."""

    application_id: UUID


class ApplicationClosed(Event):
    """The procedure of an application ended.

    What was awarded is accounted for by `report_by_on`, where the call asks for a report; waits are
    counted from `at`.
    """

    title: ClassVar[str] = "domanda.chiusa"

    application_id: UUID
    state: FinalState
    at: datetime | None = None
    report_by_on: date | None = None


class CloseApplication(Command[ApplicationClosed]):
    """Record how the application ended."""

    application_id: UUID
    state: FinalState
