"""The clock of a procedure, and what stops or interrupts it."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.review import STAFF
from kit.messages import Command, Event

TermClock = Literal["running", "stopped", "passed", "ended"]
TermRole = Literal["reviewer", "supervisor", "official", "director"]


class TermMoved(Event):
    """The clock of a procedure stopped, went on, or its last day moved; the facts stand beside it.

    At `wake_at` it is to be looked at again, None when nothing more will happen by itself; waits
    are counted from `at`.
    """

    title: ClassVar[str] = "termine.spostato"

    application_id: UUID
    due_on: date
    clock: TermClock
    at: datetime
    wake_at: datetime | None
    round: int = Field(default=1, ge=1)


class TendTerm(Command[TermMoved]):
    """Look at the clock of a procedure.

    Who must hear that its last day comes near is told, and an integration that did not come is
    waited for no longer.

    Announced only when something moved; the reply says always where the clock is.
    """

    application_id: UUID


class TermNearing(Event):
    """The last day of a procedure comes near, and who is told; 0 days when it has passed.

    It never is an outcome: it goes to one role after the other, as the law's file says.
    """

    title: ClassVar[str] = "termine.vicino"

    application_id: UUID
    due_on: date
    days_left: int = Field(ge=0)
    to: TermRole


class IntegrationRequested(Event):
    """Who applied was asked for what is missing (art. 6 L. 241/1990): the clock stands still.

    Waits are counted from `at`.
    """

    title: ClassVar[str] = "integrazione.chiesta"

    application_id: UUID
    integration_id: UUID
    answer_by_on: date
    due_on: date
    at: datetime | None = None


class RequestIntegration(Command[IntegrationRequested]):
    """Ask who applied for what a kept request lists; it stops the clock, once.

    Refuses `already-suspended`, `already-decided`, `already-asked` 409, `unknown-integration` 404.
    """

    application_id: UUID
    integration_id: UUID
    official: str = Field(pattern=STAFF)


class IntegrationExpired(Event):
    """What was asked for did not come in time: the clock runs again, and a person goes on.

    `notice_id` is the notice of the reasons against that was drafted, None where none is due.
    """

    title: ClassVar[str] = "integrazione.scaduta"

    application_id: UUID
    integration_id: UUID
    notice_id: UUID | None


class NoticeGiven(Event):
    """The reasons against an application were told (art. 10-bis L. 241/1990), before any refusal.

    Its ten days run from the proof of delivery, which is a fact of its own.
    """

    title: ClassVar[str] = "preavviso.inviato"

    application_id: UUID
    notice_id: UUID
    register_year: int
    register_number: int = Field(ge=1)


class GiveNotice(Command[NoticeGiven]):
    """Tell who applied the reasons of a drafted notice; it is registered as a document that leaves.

    Refuses `notice-not-due` and `already-decided` 409, `unknown-notice` 404.
    """

    application_id: UUID
    notice_id: UUID
    official: str = Field(pattern=STAFF)


class ObservationsReceived(Event):
    """Who applied answered the notice: each observation is to be answered before a refusal."""

    title: ClassVar[str] = "osservazioni.ricevute"

    application_id: UUID
    observation_id: UUID
    register_year: int
    register_number: int = Field(ge=1)
