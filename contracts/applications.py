"""What may be asked of applications, and what applications announces."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.calls import ActKind, SupportForm, VoucherTerms
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

Verdict = Literal["yes", "no", "to_complete"]
DecisionOutcome = Literal["granted", "refused"]
FinalState = Literal["awarded", "refused", "not_funded", "withdrawn", "call_revoked"]
TermClock = Literal["running", "stopped", "passed", "ended"]
TermRole = Literal["reviewer", "supervisor", "official", "director"]
STAFF = r"^staff:[0-9a-f-]{1,64}$"
CallState = Literal["published", "open", "suspended", "closed", "revoked"]
Stop = Literal["withdrawn", "call_revoked"]
Wait = Literal["", "adhesion", "employment"]
RankingKind = Literal["provisional", "final"]
AcceptanceAnswer = Literal["accepted", "waived", "lapsed"]


class BudgetLine(Frozen):
    """One section of a call, with its own ceiling; zero for one that has it no more."""

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
    """The first version of a call was published with its ceilings: the ledger opens accounts.

    `movable` says that an act may move money between its lines, `partial_funding` that what is left
    of a line when the list ends is offered to the first who waits.
    """

    title: ClassVar[str] = "bando.pubblicato"

    call_id: str
    call_version: int
    lines: list[BudgetLine]
    movable: bool = True
    partial_funding: bool = False


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
    movable: bool = True
    partial_funding: bool = False


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

    `place` counts the applications that spend one budget of one call from 1, without gaps, in
    register order: money is set aside in that order whatever the order of delivery. `fund` names
    the line whose budget it is, when that is another than `line`. One that is `ranked` has its
    place for money only by the final list: `ApplicationRanked` tells it.
    """

    title: ClassVar[str] = "domanda.protocollata"

    application_id: UUID
    call_id: str
    call_version: int
    line: str
    fund: str | None = None
    support_form: SupportForm
    place: int = Field(ge=1)
    amount_cents: Cents
    register_year: int
    register_number: int = Field(ge=1)
    late: bool
    ranked: bool = False


class RequirementOutcome(Frozen):
    """One requirement of the call, answered."""

    requirement: str
    outcome: Verdict


class ApplicationChecked(Event):
    """The requirements of the call version were applied to what the application declares.

    `revision` is what it declared then: 1 as filed. `amount_cents` is what the call awards for it,
    and what is set aside follows it. A workflow waits for `review_due_on`, for `term_wake_at`, when
    the term is to be looked at, and for `list_until` from `checked_at` on: business time may be
    moved, the clock of Temporal is not. `act` is that of the `decision`, `aid_due` says that the
    grant is aid to an undertaking that is registered before its act (DM 115/2017), `voucher` what
    is issued for it. `waits_for` says what the employer has still to do, join the network or
    confirm who works there: it is checked again when that is done, or when the call ends.
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
    act: str = ""
    revision: int = Field(default=1, ge=1)
    aid_due: bool = False
    voucher: VoucherTerms | None = None
    term_wake_at: datetime | None = None
    waits_for: Wait = ""


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
    """Write the decision as an act with the next number of the body's year.

    A refusal is declined as `notice-first`, `notice-running` or `observations-unanswered` while who
    applied has not been heard (art. 10-bis L. 241/1990); the case then waits as before.
    """

    application_id: UUID
    decision: Decision


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

    An amendment and a supplement come from who applied, and so does what completes an application
    on request (`integration`); a migration comes from an act. What was filed is revision 1. By
    `employer` nothing that was declared changes, and neither does the revision: what is known of
    the employer does, or the call ended in which it was waited for. The case is checked again, and
    what is set aside for it follows `amount_cents`.
    """

    title: ClassVar[str] = "domanda.modificata"

    application_id: UUID
    by: Literal["amendment", "supplement", "integration", "migration", "employer"]
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


class EmployerLeft(Event):
    """The employer of who applied leaves the network after `until_on`; the application was granted.

    `state` says how far it was: what is given already follows the call, nothing more is given.
    """

    title: ClassVar[str] = "domanda.datore-recesso"

    application_id: UUID
    adhesion_id: UUID
    until_on: date
    state: Literal["granted", "waitlisted", "awarded"]


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
    """Who applied was asked for what is missing (art. 6 L. 241/1990): the clock stands still."""

    title: ClassVar[str] = "integrazione.chiesta"

    application_id: UUID
    integration_id: UUID
    answer_by_on: date
    due_on: date


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


class ApplicationReopened(Event):
    """An act in self-protection took a refusal back (art. 21-nonies L. 241/1990).

    The procedure goes on from its review; what was set aside was freed at the refusal.
    """

    title: ClassVar[str] = "domanda.riaperta"

    application_id: UUID
    call_id: str
    call_version: int
    line: str
    act_year: int
    act_number: int = Field(ge=1)


class RankingPublished(Event):
    """A list was published: a provisional one, which may be answered, or the final one as an act.

    `excluded` do not meet the requirements, `below` have less than the least points. It is taken
    off the public pages after `public_until_on`.
    """

    title: ClassVar[str] = "graduatoria.pubblicata"

    ranking_id: UUID
    call_id: str
    line: str
    kind: RankingKind
    placed: int = Field(ge=0)
    below: int = Field(ge=0)
    excluded: int = Field(ge=0)
    observations_until_on: date | None
    public_until_on: date


class ApplicationRanked(Event):
    """An application has its place in a final list: money is set aside in that order.

    `place` counts from 1 without gaps those of one line that the list admits.
    """

    title: ClassVar[str] = "domanda.in-graduatoria"

    application_id: UUID
    ranking_id: UUID
    call_id: str
    line: str
    place: int = Field(ge=1)
    amount_cents: Cents


class AcceptanceRequested(Event):
    """Who was granted money is asked to accept it by a day; waits are counted from `at`."""

    title: ClassVar[str] = "accettazione.chiesta"

    application_id: UUID
    accept_by_on: date
    at: datetime


class RequestAcceptance(Command[AcceptanceRequested]):
    """Ask who was granted money to accept it, where the call wants that.

    Refuses `no-acceptance` 409 where it does not, or the application was not granted.
    """

    application_id: UUID


class AcceptanceAnswered(Event):
    """Who was granted money accepted it, gave it up, or let the day go by.

    What was given up or lapsed goes no further, and its money serves the next.
    """

    title: ClassVar[str] = "accettazione.data"

    application_id: UUID
    answer: AcceptanceAnswer


class LapseAcceptance(Command[AcceptanceAnswered]):
    """End the wait for an acceptance whose day went by; one that was answered keeps its answer.

    Refuses `no-acceptance` 409 and `acceptance-open` 409 before that day is over.
    """

    application_id: UUID
