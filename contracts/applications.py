"""What may be asked of applications, and what applications announces."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kit.messages import Command, Event
from kit.money import Cents

SupportForm = Literal["firm_incentive", "worker_voucher", "consulting"]
Verdict = Literal["yes", "no", "to_complete"]
DecisionOutcome = Literal["granted", "refused"]
FinalState = Literal["awarded", "refused", "not_funded"]


class Frozen(BaseModel):
    """A value that travels inside a message."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class CallOpened(Event):
    """A version of a call was published with its ceilings, which become accounts of the ledger."""

    title: ClassVar[str] = "bando.pubblicato"

    call_id: str
    call_version: int
    lines: list[BudgetLine]


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

    A workflow waits for `review_due_on` and `list_until` from `checked_at` on: business time may
    be moved, the clock of Temporal is not.
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


class Recipient(Frozen):
    """To whom a letter about an application goes; asked at the moment of composing, never kept."""

    application_id: UUID
    name: str
    email: str


class RequirementLine(Frozen):
    """One requirement as a person reads it."""

    article: str
    sentence: str
    outcome: Verdict


class LetterFacts(Frozen):
    """Everything that a letter about an application says; answered to `notifications` only."""

    recipient: Recipient
    protocol: str
    registered_on: date
    call_title: str
    body_name: str
    body_office: str
    body_pec: str
    amount_cents: Cents
    due_on: date
    act: str
    decided_on: date | None
    reason: str
    unmet: list[RequirementLine]
    instalments: list[Instalment]
    place: int
    list_until: date | None


class ApplicationCard(Frozen):
    """An application as an official reads it; answered to `dashboard` only, never kept there."""

    application_id: UUID
    applicant: str
    applicant_kind: Literal["person", "firm"]
    municipality: str
    protocol: str
    call_title: str
    line_title: str
    answer_due_on: date
    requirements: list[RequirementLine]
    reason: str
    act: str


class ReasonText(Frozen):
    """The reason of a decision that an official is about to take."""

    text: str = Field(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")


class KeptReason(Frozen):
    """The answer of `POST /v1/applications/{id}/reasons`: what the decision then bears."""

    reason_id: UUID


class ApplicationIds(Frozen):
    """The applications that a batch query asks about."""

    application_ids: list[UUID] = Field(max_length=200)


class ApplicationCards(Frozen):
    """The answer of `POST /v1/queries/application-cards`; unknown ids are left out."""

    items: list[ApplicationCard]


class LetterFactsList(Frozen):
    """The answer of `POST /v1/queries/letter-facts`; unknown ids are left out."""

    items: list[LetterFacts]


class SearchWords(Frozen):
    """The beginning of a name, as it is written, or of a tax code or VAT number."""

    words: str = Field(min_length=2, max_length=60)


class FoundApplications(Frozen):
    """The answer of `POST /v1/queries/application-search`, at most 50."""

    items: list[UUID]
