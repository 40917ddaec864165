"""A public call as its file says it: windows, lines, who may apply, what is asked and awarded.

Amounts are euro cents, instants are UTC, civil days are Italian. `synthetic` lists the keys that no
source states and somebody invented; `unknown` those that no source states and nobody invented. A
call with unknowns is a draft: it is read, computed and shown, and cannot be published.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, field_validator, model_validator

from contracts.amounts import AmountRule
from contracts.assessment import Review
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
    TerritoryCode,
    refuse,
)
from contracts.placing import Ranking
from contracts.questions import CrossCheck, Group, Question, RequiredDocument, Requirement
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
# Competitive procedures: whoever comes first by the criteria is served first.
ORDERED: tuple[Procedure, ...] = ("graduatoria", "valutazione")
Budget = Annotated[Cents, Field(gt=0)]
Days = Annotated[StrictInt, Field(ge=1, le=1825)]


class Instalment(Entry):
    """A share of the award, with the condition and the first day on which it is paid.

    `if_met` names the condition in the report ("attended_meeting"): a share whose condition was
    not met is forfeited. A share `on_request` is paid only to who asks for it, and is otherwise
    paid with the next one.
    """

    id: Slug
    label: Sentence
    percent: Percent
    condition: Sentence | None = None
    if_met: Name | None = None
    payable_from_on: date | None = None
    on_request: StrictBool = False


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
        if instalments and instalments[-1].on_request:
            at = (instalments[-1].id, "on_request")
            raise refuse("instalments", "l'ultima rata non può essere a richiesta", at)
        return instalments


class VoucherCap(Entry):
    """The most that a voucher spends in a civil month, a week from Monday, or in all its life.

    Of one category when it names one, otherwise of all together. Children and replacements of a
    voucher count with it.
    """

    period: Literal["week", "month", "total"]
    at_most_cents: Annotated[Cents, Field(gt=0)]
    category: Sentence | None = None


class CareRule(Entry):
    """What a voucher given for one care situation buys: these categories, under these caps too."""

    situation: Slug
    categories: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    caps: tuple[VoucherCap, ...] = ()


class VoucherTerms(Entry):
    """How long a worker's voucher lives, in months from its issue, and what it can buy.

    With `activate_within_days` one that was not used or activated by then ends. `providers` names
    the only ones where it can be spent, by their handles, and `spent_in` the municipalities or
    provinces of which a provider must serve one; without them every accredited one may take it. A
    provider holds a sum for `hold_days` at most. The holder is reminded `reminder_days` before
    either last day. `on_withdrawal` tells what becomes of it when the employer leaves.
    """

    validity_months: Annotated[StrictInt, Field(ge=1, le=60)]
    categories: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    providers: tuple[Slug, ...] = ()
    spent_in: tuple[TerritoryCode, ...] = ()
    caps: tuple[VoucherCap, ...] = ()
    care: tuple[CareRule, ...] = ()
    activate_within_days: Days | None = None
    hold_days: Annotated[StrictInt, Field(ge=1, le=30)] = 7
    reminder_days: tuple[Days, ...] = (30, 7)
    on_withdrawal: Literal["keep_to_expiry", "suspend", "revoke"] = "keep_to_expiry"

    @model_validator(mode="after")
    def _name_categories_that_it_buys(self) -> "VoucherTerms":
        caps = (*self.caps, *(cap for rule in self.care for cap in rule.caps))
        named = {cap.category for cap in caps} | {c for rule in self.care for c in rule.categories}
        if unknown := sorted(named - {None, *self.categories}, key=str):
            raise refuse("category", f"«{unknown[0]}» non è tra le categorie del voucher")
        return self


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
    """A section of a call: its budget, public, form, requirements, amount and payment.

    `budget_of` names another section whose budget it spends, in one order of arrival; `opens_at`
    and `closes_at` are a window of its own within the call's, and `territory` ISTAT codes of its
    own (municipalities, 6 digits; provinces, 3 digits; `italia`) in place of the body's. `employer`
    names the question, of a VAT number, in which a person says whom they work for.
    """

    id: LineId
    title: Sentence
    support_form: SupportForm
    who: Annotated[tuple[ApplicantKind, ...], Field(min_length=1)]
    budget_cents: Budget | None = None
    budget_of: LineId | None = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    territory: tuple[TerritoryCode, ...] = ()
    employer: Name | None = None
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

    @property
    def fund(self) -> LineId:
        """The section whose budget this one spends: its own, or that of `budget_of`."""
        return self.budget_of or self.id

    @model_validator(mode="after")
    def _spend_one_budget(self) -> "LineDraft":
        if self.budget_of is not None and self.budget_cents is not None:
            sentence = "la sezione ha fondi suoi o quelli di un'altra, non entrambi"
            raise refuse("budget", sentence, at=("budget_of",))
        return self

    @model_validator(mode="after")
    def _close_after_opening(self) -> "LineDraft":
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise refuse("window", "la sezione si chiude prima di aprirsi", at=("closes_at",))
        return self

    @model_validator(mode="after")
    def _describe_the_voucher_it_gives(self) -> "LineDraft":
        gives = self.payment is not None and self.payment.scheme == "voucher"
        if gives != (self.voucher is not None):
            raise refuse("voucher", "il voucher va descritto se e solo se la sezione ne dà uno")
        return self


class Line(LineDraft):
    """A section of which everything is known."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    amount: AmountRule
    payment: Payment

    @model_validator(mode="after")
    def _spend_a_budget(self) -> "Line":
        if self.budget_of is None and self.budget_cents is None:
            raise refuse("budget", "la sezione non dice quanti fondi ha")
        return self


def _outside(line: LineDraft, call: "CallDraft") -> Iterator[str]:
    """Tell the ends of a line's window that are not within the call's."""
    first, last = call.opens_at, call.closes_at
    for key, end in (("opens_at", line.opens_at), ("closes_at", line.closes_at)):
        if end and ((first and end < first) or (last and last < end)):
            yield key


class CallDraft(Entry):
    """A version of a call as it is written, perhaps with gaps.

    `opens_at` and `closes_at` are the first and the last instant in time; `ends_with_funds` says
    that it also ends when the money is spoken for. `split` says whether money may move between
    lines by an act (`indicative`). `partial_funding` says whether what is left of a line when the
    list ends is offered to the first who waits. `review_days` is the term of the decision
    (L. 241/1990 art. 2), `list_days` how long an eligible application without money stays in the
    list (None = as long as the call lives), `regularisation_days` the term to complete an
    application, `report_days` to account for what was spent, `reminder_days` how long before
    closing unsent drafts are reminded. A call without `review` is decided on its check alone.
    `observation_days` is how long a provisional list may be answered, `acceptance_days` how long
    who is granted may wait to accept (None = nothing has to be accepted).
    """

    id: CallId
    version: Count
    title: Sentence
    summary: Sentence | None = None
    owner: Slug
    procedure: Procedure | None = None
    split: Literal["binding", "indicative"] = "binding"
    partial_funding: Literal["offered", "never"] = "never"
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
    observation_days: Annotated[StrictInt, Field(ge=1, le=60)] = 10
    acceptance_days: Annotated[StrictInt, Field(ge=1, le=60)] | None = None
    stamp_duty: Literal["none", "16.00", "exempt"] = "none"
    reissues: CallId | None = None
    legal: Legal = Legal()
    channels: tuple[CallChannel, ...] = ()
    cumulation: Cumulation | None = None
    review: Review | None = None
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

    def fund_of(self, line_id: str) -> LineDraft:
        """Return the line whose budget a line spends; it may be itself."""
        return self.line(self.line(line_id).fund)

    @property
    def funds(self) -> tuple[LineDraft, ...]:
        """The lines that have a budget of their own."""
        return tuple(line for line in self.lines if line.budget_of is None)

    def is_ranked(self, line_id: str) -> bool:
        """Tell whether the money of a line goes by a list that is signed, not by arrival."""
        return self.procedure in ORDERED and self.line(line_id).ranking is not None

    def window(self, line_id: str) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last instant in time of a line."""
        line = self.line(line_id)
        return line.opens_at or self.opens_at, line.closes_at or self.closes_at

    @model_validator(mode="after")
    def _spend_budgets_that_are_there(self) -> "CallDraft":
        own = {line.id for line in self.funds}
        for line in self.lines:
            if line.fund not in own:
                at = ("lines", line.id, "budget_of")
                raise refuse("fund", f"«{line.fund}» non è una sezione con fondi suoi", at)
        return self

    @model_validator(mode="after")
    def _rank_no_shared_budget(self) -> "CallDraft":
        for line in self.lines:
            if line.budget_of and (line.ranking or self.fund_of(line.id).ranking):
                sentence = (
                    "sezioni con gli stessi fondi sono servite in ordine di arrivo: "
                    "nessuna può avere una graduatoria"
                )
                raise refuse("fund", sentence, ("lines", line.id, "budget_of"))
        return self

    @model_validator(mode="after")
    def _close_after_opening(self) -> "CallDraft":
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise refuse("window", "il bando si chiude prima di aprirsi", at=("closes_at",))
        return self

    @model_validator(mode="after")
    def _hold_the_windows_of_its_lines(self) -> "CallDraft":
        for line in self.lines:
            for key in _outside(line, self):
                sentence = f"il periodo della sezione «{line.id}» esce da quello del bando"
                raise refuse("window", sentence, at=("lines", line.id, key))
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
