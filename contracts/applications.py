"""What may be asked of applications, and what applications announces."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.calls import ActKind, SupportForm
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

Verdict = Literal["yes", "no", "to_complete"]
DecisionOutcome = Literal["granted", "refused"]
FinalState = Literal["awarded", "refused", "not_funded", "withdrawn", "call_revoked"]
CallState = Literal["published", "open", "suspended", "closed", "revoked"]
Stop = Literal["withdrawn", "call_revoked"]


class BudgetLine(Frozen):
    """One section of a call, with its own ceiling."""

    line: str
    budget_cents: Cents


class Instalment(Frozen):
    """One part of an incentive; the parts of an award add up to it."""

    label: str
    amount_cents: Cents
    condition: str = ""


class Decision(Frozen):
    """What an official decided (art. 2 and 3 L. 241/1990): outcome, who, on what, and why.

    The reason is free text about a person: applications keeps it, and only its id travels.
    `checked` is the number of the check that the official had before them; a decision on an
    older one is refused as `stale-decision`.
    """

    outcome: DecisionOutcome
    official: str = Field(pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")
    reason_id: UUID | None = None
    checked: int = Field(ge=1)


class CallPublished(Event):
    """The first version of a call was published with its ceilings: the ledger opens accounts."""

    title: ClassVar[str] = "bando.pubblicato"

    call_id: str
    call_version: int
    lines: list[BudgetLine]


class CallChanged(Event):
    """A later version of a call was published by an act; its ceilings are the new ones.

    Filed applications stay with their version; until `supplement_until` those who filed may add to
    theirs.
    """

    title: ClassVar[str] = "bando.modificato"

    call_id: str
    call_version: int
    act: ActKind
    lines: list[BudgetLine]
    supplement_until: datetime | None


class CallMoved(Event):
    """Where a call is at an instant; it moves by itself at `wake_at`, if nobody moves it before.

    `by` says what moved it: its window, the end of its funds, or an act of the body.
    """

    title: ClassVar[str] = "bando.passato"

    call_id: str
    state: CallState
    by: Literal["window", "funds", "act"]
    at: datetime
    wake_at: datetime | None


class AdvanceCall(Command[CallMoved]):
    """Open a published call at its first instant, close an open one after its last.

    Announced only when the state changes; the reply says always where the call is.
    """

    call_id: str


class ApplicationRegistered(Event):
    """An application has its register number (DPR 445/2000 art. 53) and its place in the line.

    `place` counts the applications of one line of one call from 1, without gaps, in register
    order: money is set aside in that order whatever the order of delivery.
    """

    title: ClassVar[str] = "domanda.protocollata"

    application_id: UUID
    call_id: str
    call_version: int
    line: str
    support_form: SupportForm
    place: int = Field(ge=1)
    amount_cents: Cents
    register_year: int
    register_number: int = Field(ge=1)
    late: bool


class RequirementOutcome(Frozen):
    """One requirement of the call, answered."""

    requirement: str
    outcome: Verdict


class ApplicationChecked(Event):
    """The requirements of the call version were applied to what the application declares.

    `revision` is what it declared then: 1 as filed. `amount_cents` is what the call awards for it,
    and what is set aside follows it. A workflow waits for `review_due_on` and `list_until` from
    `checked_at` on: business time may be moved, the clock of Temporal is not.
    """

    title: ClassVar[str] = "domanda.esaminata"

    application_id: UUID
    checked: int
    checked_at: datetime
    outcome: Verdict
    requirements: list[RequirementOutcome]
    amount_cents: Cents
    instalments: list[Instalment]
    voucher_months: int
    review_due_on: date
    list_until: datetime | None
    decision: Decision | None
    revision: int = Field(default=1, ge=1)


class CheckApplication(Command[ApplicationChecked]):
    """Apply the requirements of the application's call version (CEL, each with its article).

    The reply carries the decision when a batch act already took it for this application.
    """

    application_id: UUID


class ApplicationDecided(Event):
    """An official's decision stands as a numbered act, of its own or of a batch.

    `waited` tells that the case had been checked before and waits to hear of the batch act.
    """

    title: ClassVar[str] = "domanda.esitata"

    application_id: UUID
    outcome: DecisionOutcome
    act_number: int
    act_year: int
    batch: bool
    waited: bool


class RecordDecision(Command[ApplicationDecided]):
    """Write the decision as an act with the next number of the body's year."""

    application_id: UUID
    decision: Decision


class ReviewTermPassed(Event):
    """The review term went by without a decision: an alarm, never an outcome."""

    title: ClassVar[str] = "domanda.termine-superato"

    application_id: UUID


class RaiseReviewAlarm(Command[ReviewTermPassed]):
    """Tell the officials that the review term of an application has passed."""

    application_id: UUID


class ApplicationWaitlisted(Event):
    """The application meets the requirements and the money has run out (ammessa non finanziata)."""

    title: ClassVar[str] = "domanda.ammessa-non-finanziata"

    application_id: UUID
    waitlisted_at: datetime


class WaitlistApplication(Command[ApplicationWaitlisted]):
    """Keep an eligible application in the list until money comes back."""

    application_id: UUID


class ApplicationClosed(Event):
    """The procedure of an application ended."""

    title: ClassVar[str] = "domanda.chiusa"

    application_id: UUID
    state: FinalState


class CloseApplication(Command[ApplicationClosed]):
    """Record how the application ended."""

    application_id: UUID
    state: FinalState


class ApplicationRevised(Event):
    """What an application declares, or the call version it is judged by, changed.

    An amendment and a supplement come from who applied, a migration from an act. What was filed is
    revision 1. The case is checked again, and what is set aside for it follows `amount_cents`.
    """

    title: ClassVar[str] = "domanda.modificata"

    application_id: UUID
    by: Literal["amendment", "supplement", "migration"]
    revision: int
    call_id: str
    call_version: int
    line: str
    amount_cents: Cents


class ApplicationStopped(Event):
    """An application goes no further: who filed it withdrew it, or its call was revoked."""

    title: ClassVar[str] = "domanda.interrotta"

    application_id: UUID
    by: Stop
