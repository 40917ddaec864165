"""A public call as its file says it: windows, lines, who may apply, what is asked and awarded.

Amounts are euro cents, instants are UTC, civil days are Italian. `synthetic` lists the keys that no
source states and somebody invented; `unknown` those that no source states and nobody invented. A
call with unknowns is a draft: it is read, computed and shown, and cannot be published.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, field_validator, model_validator

from contracts.amounts import AmountRule
from contracts.identifiers import Cup
from contracts.places import (
    HUNDRED,
    CallId,
    Count,
    Entry,
    Instant,
    Mailbox,
    Name,
    Percent,
    Sentence,
    Slug,
    Source,
    refuse,
)
from contracts.questions import Cel, CrossCheck, Group, Question, RequiredDocument, Requirement
from kit.money import Cents

LineId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]
ApplicantKind = Literal["person", "firm", "association", "professional", "public_body"]
SupportForm = Literal[
    "firm_incentive",
    "worker_voucher",
    "consulting",
    "start_up_grant",
    "alliance_project",
    "public_body_project",
]
Procedure = Literal["sportello", "graduatoria", "prenotazione", "valutazione"]
Budget = Annotated[Cents, Field(gt=0)]
Days = Annotated[StrictInt, Field(ge=1, le=1825)]


class Instalment(Entry):
    """A share of the award, with the condition and the first day on which it is paid.

    `if_met` names the condition in the report ("attended_meeting"): a share whose condition was
    not met is forfeited.
    """

    id: Slug
    label: Sentence
    percent: Percent
    condition: Sentence | None = None
    if_met: Name | None = None
    payable_from_on: date | None = None


class Payment(Entry):
    """How the award reaches who earns it.

    `reimbursement` of what was spent, `advance_and_balance`, shares `on_result`, straight
    `to_provider` or `to_municipality`, `in_kind`, or a `voucher`. With `recomputed` the award is
    computed again on what was really spent, and what was advanced beyond it is recovered.
    """

    scheme: Literal[
        "reimbursement",
        "advance_and_balance",
        "on_result",
        "to_provider",
        "to_municipality",
        "in_kind",
        "voucher",
    ]
    recomputed: StrictBool = False
    evidence: tuple[Sentence, ...] = ()
    instalments: tuple[Instalment, ...] = ()

    @field_validator("instalments")
    @classmethod
    def _make_a_hundred(cls, instalments: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
        total = sum(instalment.percent for instalment in instalments)
        if instalments and total != HUNDRED:
            raise refuse("instalments", f"le rate fanno {total} per cento invece di 100")
        return instalments


class VoucherTerms(Entry):
    """How long a worker's voucher lives, in months from its issue, and what it can buy."""

    validity_months: Annotated[StrictInt, Field(ge=1, le=60)]
    categories: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Limit(Entry):
    """The most that one unit gets from a line or from the whole call.

    The unit is the applicant (`applicant`) or what a group's or the form's question identifies
    (`key`: the tax code of a child, of a member of the household).
    """

    id: Slug
    article: Sentence
    unit: Literal["applicant", "child", "household"]
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")] | None = None
    across: Literal["line", "call"] = "line"
    at_most_applications: Count | None = None
    at_most_cents: Annotated[Cents, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _limit_something(self) -> "Limit":
        if self.at_most_applications is None and self.at_most_cents is None:
            raise refuse("limit", "il limite non dice né quante domande né quanti euro")
        if (self.unit == "applicant") != (self.key is None):
            raise refuse(
                "limit", "«key» va scritto se e solo se il limite è per altri da chi chiede"
            )
        return self


class Criterion(Entry):
    """Points of a ranking: a CEL whole number between 0 and `maximum`, with its article."""

    id: Slug
    label: Sentence
    article: Sentence
    points: Cel
    maximum: Count


class OrderKey(Entry):
    """One link of the chain that tells who comes first.

    `by` is `points`, `arrival` (the order of the register) or the name of a number, an amount or a
    day; who has no such datum comes first or last.
    """

    by: Name
    order: Literal["ascending", "descending"] = "ascending"
    missing: Literal["first", "last"] = "last"


class Ranking(Entry):
    """How a list is ordered (L. 241/1990 art. 12): criteria, the least points, and ties."""

    criteria: tuple[Criterion, ...] = ()
    minimum_points: Annotated[StrictInt, Field(ge=0)] = 0
    order: Annotated[tuple[OrderKey, ...], Field(min_length=1)]


class Cumulation(Entry):
    """Whether the support may be added to other support, and to which it may not."""

    rule: Literal["allowed", "not_for_the_same_cost", "not_with"]
    others: tuple[Sentence, ...] = ()
    sentence: Sentence


class CallChannel(Entry):
    """A way in, and what proves that an application came in time.

    `counts` is the moment of `sending`, of `arrival`, or the `postmark`. No default is invented.
    """

    id: Slug
    kind: Literal["web", "email", "pec", "counter", "post", "partner"]
    address: Sentence | None = None
    hours: Sentence | None = None
    counts: Literal["sending", "arrival", "postmark"]


class Legal(Entry):
    """What must stand before a call opens: the act that fixed the criteria (L. 241/1990 art. 12),
    the office of the responsible official (art. 5), CUP, privacy notice, contacts."""

    criteria_act: Sentence | None = None
    responsible_office: Sentence | None = None
    cup: Cup | None = None
    privacy_notice: Sentence | None = None
    contact_email: Mailbox | None = None
    contact_phone: Sentence | None = None


ActKind = Literal[
    "publication",
    "extension",
    "extension_with_supplement",
    "threshold_change",
    "correction",
    "refunding",
]


class Act(Entry):
    """The act of the body that made a version: number, day, reason.

    With `supplement_until` those who applied under an earlier version may add to their application
    until then; with `recalculates` all of them are computed again under the new version.
    """

    kind: ActKind
    number: Sentence
    on: date
    reason: Sentence
    supplement_until: Instant | None = None
    recalculates: StrictBool = False


class LineDraft(Entry):
    """A section of a call: its budget, public, form, requirements, amount and payment."""

    id: LineId
    title: Sentence
    support_form: SupportForm
    who: Annotated[tuple[ApplicantKind, ...], Field(min_length=1)]
    budget_cents: Budget | None = None
    questions: tuple[Question, ...] = ()
    groups: tuple[Group, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    limits: tuple[Limit, ...] = ()
    ranking: Ranking | None = None
    amount: AmountRule | None = None
    payment: Payment | None = None
    voucher: VoucherTerms | None = None

    def question(self, name: str) -> Question | None:
        """Return the form field of that name."""
        return next((question for question in self.questions if question.name == name), None)

    def group(self, name: str) -> Group | None:
        """Return the repeating group of that name."""
        return next((group for group in self.groups if group.name == name), None)

    @model_validator(mode="after")
    def _describe_the_voucher_it_gives(self) -> "LineDraft":
        gives = self.payment is not None and self.payment.scheme == "voucher"
        if gives != (self.voucher is not None):
            raise refuse("voucher", "il voucher va descritto se e solo se la sezione ne dà uno")
        return self


class Line(LineDraft):
    """A section of which everything is known."""

    budget_cents: Budget
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    amount: AmountRule
    payment: Payment


class CallDraft(Entry):
    """A version of a call as it is written, perhaps with gaps.

    `opens_at` and `closes_at` are the first and the last instant in time; `ends_with_funds` says
    that it also ends when the money is spoken for. `split` says whether money may move between
    lines by an act (`indicative`). `review_days` is the term of the decision (L. 241/1990 art. 2),
    `list_days` how long an eligible application without money stays in the list (None = as long as
    the call lives), `regularisation_days` the term to complete an application, `report_days` to
    account for what was spent, `reminder_days` how long before closing unsent drafts are reminded.
    """

    id: CallId
    version: Count
    title: Sentence
    summary: Sentence | None = None
    owner: Slug
    procedure: Procedure | None = None
    split: Literal["binding", "indicative"] = "binding"
    reserve_cents: Cents = 0
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    ends_with_funds: StrictBool = False
    expenses_from_on: date | None = None
    expenses_to_on: date | None = None
    review_days: Annotated[StrictInt, Field(ge=1, le=180)] | None = None
    list_days: Days | None = None
    regularisation_days: Days | None = None
    report_days: Days | None = None
    reminder_days: Annotated[StrictInt, Field(ge=1, le=60)] = 3
    stamp_duty: Literal["none", "16.00", "exempt"] = "none"
    reissues: CallId | None = None
    legal: Legal = Legal()
    channels: tuple[CallChannel, ...] = ()
    cumulation: Cumulation | None = None
    act: Act | None = None
    lines: Annotated[tuple[LineDraft, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    synthetic: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def line(self, line_id: str) -> LineDraft:
        """Return a line; a line that the call does not have raises LookupError."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LookupError(f"{self.id} has no line {line_id}")

    @model_validator(mode="after")
    def _close_after_opening(self) -> "CallDraft":
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise refuse("window", "il bando si chiude prima di aprirsi")
        return self


class Call(CallDraft):
    """A version of a call of which everything is known. An application stays bound to the one it
    was filed under."""

    procedure: Procedure
    opens_at: Instant
    review_days: Annotated[StrictInt, Field(ge=1, le=180)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]

    def line(self, line_id: str) -> Line:
        """Return a line; a line that the call does not have raises LookupError."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LookupError(f"{self.id} has no line {line_id}")
