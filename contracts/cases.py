"""What applications tells the services that write and show: cases as letters and pages need them.

All of it is answered to our own processes, at the moment of composing or rendering, and never kept.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.checks import Instalment, Verdict
from contracts.applications.decisions import DecisionOutcome, ReopeningGround
from contracts.applications.filing import Wait
from contracts.applications.procedure import TermClock
from contracts.applications.ranking import AcceptanceAnswer
from contracts.applications.review import STAFF
from contracts.calls import ApplicantKind
from contracts.terms import Hearing
from contracts.values import Frozen
from kit.money import Cents


def case_of(application_id: UUID, round_: int = 1) -> str:
    """Return the name of the workflow that leads an application, in its first or a later round."""
    return f"application/{application_id}" + (f"/{round_}" if round_ > 1 else "")


class Recipient(Frozen):
    """To whom a letter about an application goes; asked at the moment of composing, never kept.

    `pec` is the certified address at which legal notices are taken (domicilio digitale), empty for
    who has none.
    """

    application_id: UUID
    name: str
    email: str
    pec: str = ""


class RequirementLine(Frozen):
    """One requirement as a person reads it."""

    article: str
    sentence: str
    outcome: Verdict


class ListStanding(Frozen):
    """Where an application stands in a list that was published, and how the public list names it.

    `place` is None for one that is not in the list; `observations_by_on` is the last day on which a
    provisional list may be answered, None for a final one. `points` are those of the list.
    """

    list_code: str
    place: int | None
    published_on: date
    observations_by_on: date | None = None
    points: int = 0


class ControlFinding(Frozen):
    """What a control found about an award, before anything is taken back, and the days to answer it
    from the delivery of its letter."""

    findings: list[str]
    answer_days: int = Field(ge=1)


class ReopeningFacts(Frozen):
    """The last act that took a decision back, on what ground and why, and what was decided."""

    act: str
    act_on: date
    reason: str
    ground: ReopeningGround
    took_back: DecisionOutcome


class LetterFacts(Frozen):
    """Everything that a letter about an application says; answered to `notifications` only.

    `revision_protocol` and `revision_on` are those of the last document that came after the
    application itself: an amendment, a supplement, a withdrawal. `differences` are what the newest
    version of the call changed, in sentences. `hearing` is what was asked and answered before a
    decision; a notice of the reasons against has `notice_days` and, as the law of today has it,
    holds the clock or starts it anew (art. 10-bis L. 241/1990). What was spent from
    `expenses_from_on` to `expenses_to_on` is accounted for by `report_by_on`, None while nothing is
    granted. Who was granted money and is asked to accept it does so by `accept_by_on`; `acceptance`
    is what became of it, None while it is waited for. What was asked for is `awaited` until it came
    or its day went by. `act_text` is the act as it was signed, `act_hash` its SHA-256.
    """

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
    registered_at: datetime | None = None
    late: bool = False
    content_hash: str = ""
    revision_protocol: str = ""
    revision_on: date | None = None
    differences: list[str] = Field(default_factory=list)
    supplement_until: datetime | None = None
    hearing: Hearing = Hearing()
    act_text: str = ""
    act_hash: str = ""
    notice_days: int = 10
    notice_effect: Literal["suspends", "interrupts"] = "suspends"
    notice_resume_days: int = 10
    report_by_on: date | None = None
    expenses_from_on: date | None = None
    expenses_to_on: date | None = None
    standing: ListStanding | None = None
    accept_by_on: date | None = None
    acceptance: AcceptanceAnswer | None = None
    awaited: bool = False
    reopening: ReopeningFacts | None = None
    control: ControlFinding | None = None


class CaseWarning(Frozen):
    """Something an official should look at: it decides nothing.

    `kind` tells what is alike (the person, the address of payment, a child, a cost…), or that it
    came by a channel that the call does not offer; `others` are the applications it was found in.
    """

    kind: Literal[
        "same_applicant",
        "same_iban",
        "same_email",
        "same_child",
        "same_household",
        "same_cost",
        "channel_not_offered",
    ]
    sentence: str
    others: list[UUID]


class DocumentCard(Frozen):
    """An attachment as an official sees it; the file itself is asked for apart."""

    attachment_id: UUID
    document: str
    label: str
    name: str
    media_type: str
    size: int
    sha256: str
    state: str


class RevisionCard(Frozen):
    """One thing that was filed in a case: the application, an amendment, a supplement."""

    revision: int
    by: str
    protocol: str
    at: datetime
    call_version: int
    amount_cents: Cents
    content_hash: str


class ApplicationCard(Frozen):
    """An application as an official reads it; answered to `dashboard` only, never kept there.

    `explanation` is the tree of the last check as the engine wrote it, `changes` the smallest
    changes that would turn an unmet requirement, at most 50, `answers` what was declared, question
    by question, `revisions` the newest 50. `clock` is that of the term that `answer_due_on` ends.
    `standing` is where it stands in the last list that was published, `round` counts how often its
    procedure was led.
    """

    application_id: UUID
    applicant: str
    applicant_kind: ApplicantKind
    municipality: str
    protocol: str
    call_title: str
    line_title: str
    answer_due_on: date
    requirements: list[RequirementLine]
    reason: str
    act: str
    call_id: str = ""
    call_version: int = 1
    line: str = ""
    channel: str = "web"
    filed_by: str = ""
    delegate: str = ""
    explanation: dict[str, Any] | None = None
    changes: list[str] = Field(default_factory=list)
    answers: list[tuple[str, str]] = Field(default_factory=list)
    warnings: list[CaseWarning] = Field(default_factory=list)
    documents: list[DocumentCard] = Field(default_factory=list)
    revisions: list[RevisionCard] = Field(default_factory=list)
    clock: TermClock = "running"
    act_text: str = ""
    act_hash: str = ""
    waits_for: Wait = ""
    standing: ListStanding | None = None
    round: int = 1


class ReasonText(Frozen):
    """The reason of a decision that an official is about to take."""

    text: str = Field(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")


class KeptReason(Frozen):
    """The answer of `POST /v1/applications/{id}/reasons`: what the decision then bears."""

    reason_id: UUID


class ApplicationIds(Frozen):
    """The applications that a batch query asks about.

    `reader` is the official for whom a page is made: a reviewer who has not declared for the call,
    or is in conflict, gets no card.
    """

    application_ids: list[UUID] = Field(max_length=200)
    reader: str = Field(default="", pattern=rf"{STAFF}|^$")


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


class CallAudience(Frozen):
    """Whom a letter about a call goes to: a page of its applications that still go on."""

    call_id: str = Field(min_length=1, max_length=40)
    after: UUID | None = None
    limit: int = Field(default=200, ge=1, le=500)


class CallRecipients(Frozen):
    """The answer of `POST /v1/queries/call-recipients`, by ascending id; an empty page is the last.

    Applications that ended are left out. `POST /v1/queries/ranking-recipients` answers in the same
    way, and leaves none out.
    """

    application_ids: list[UUID]
