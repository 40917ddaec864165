"""How the clock of a procedure is read: its last day, every day with its reason, what held it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.procedure import TermClock
from contracts.applications.review import STAFF
from contracts.intake import RegisterEntry
from contracts.values import Frozen

TermFactKind = Literal[
    "started",
    "integration_asked",
    "integration_served",
    "integration_answered",
    "integration_expired",
    "information_asked",
    "information_received",
    "notice_served",
    "observations_received",
]
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Official = Annotated[str, Field(pattern=STAFF)]


class TermDay(Frozen):
    """One day of a term: its number when it is counted, and why it is not, or not the last."""

    on: date
    number: int | None
    why: str


class TermStop(Frozen):
    """What held the clock: the days after `from_on` up to `to_on` are not counted.

    `answer_by_on` is the last day on which who was asked may answer, `answered_on` when they did.
    After a stop that `resets` the term begins anew (art. 10-bis L. 241/1990 before its reform).
    """

    kind: Literal["integration", "information", "notice"]
    from_on: date
    to_on: date
    resets: bool
    answer_by_on: date
    answered_on: date | None
    basis: str
    sentence: str


class TermReckoning(Frozen):
    """The last day of a term and how it comes about, day by day and in sentences."""

    started_on: date
    days_in_all: int
    due_on: date
    stops: tuple[TermStop, ...]
    days: tuple[TermDay, ...]
    sentences: tuple[str, ...]


class ToldFact(Frozen):
    """A fact of a term as it was given: on which day, by whom, by what it is proved."""

    kind: TermFactKind
    on: date
    days: int
    given_by: str
    reference: str
    at: datetime


class TermReading(Frozen):
    """The clock of a case on the day on which it is asked for, with what happened to it."""

    application_id: UUID
    protocol: str
    clock: TermClock
    reckoning: TermReckoning
    facts: list[ToldFact]


class FactGiven(Frozen):
    """A fact of a term that an official tells: `days` are those that other offices have to answer.

    `reference` is what proves it: a protocol, the identifier of a receipt.
    """

    kind: Literal["integration_served", "information_asked", "information_received"]
    on: date
    days: int = Field(default=0, ge=0)
    reference: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~ ]+$")]
    official: Official


class MissingItem(Frozen):
    """One thing that is missing: the article that asks for it, and what it is, in words.

    `requirement` names the requirement that cannot be answered without it, if there is one.
    """

    article: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    missing: Words
    requirement: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""


class IntegrationDraft(Frozen):
    """What an official is about to ask for; `days` are those of the call, or the law's usual ones,
    if not told."""

    items: Annotated[list[MissingItem], Field(min_length=1, max_length=30)]
    official: Official
    days: int | None = Field(default=None, ge=1)


class KeptIntegration(Frozen):
    """The answer of `POST /v1/applications/{id}/integrations`: what the command then bears."""

    integration_id: UUID
    days: int


class NoticeReason(Frozen):
    """One reason against an application, with the article that it comes from."""

    article: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    sentence: Words


class NoticeDraft(Frozen):
    """A notice that an official drafts: one reason for each unmet requirement, and perhaps more."""

    official: Official
    more: Annotated[list[NoticeReason], Field(max_length=30)] = Field(default_factory=list)


class KeptNotice(Frozen):
    """The answer of `POST /v1/applications/{id}/notices`: what the command then bears."""

    notice_id: UUID
    reasons: list[NoticeReason]


class Delivery(Frozen):
    """The proof that a document reached who applied: when, and what proves it.

    `evidence` is the identifier of the receipt of a certified mail, of a registered letter, of a
    signed copy.
    """

    served_on: date
    evidence: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~ ]+$")]
    official: Official


class ObservationText(Frozen):
    """What who applied answers to the reasons against their application."""

    text: Words


class ObservationReceipt(Frozen):
    """The receipt of observations: their number in the register, and the new last day."""

    observation_id: UUID
    entry: RegisterEntry
    due_on: date


class ObservationAnswer(Frozen):
    """What the body says to one observation; the refusal must bear it (art. 10-bis L. 241/1990)."""

    text: Words
    official: Official


class IntegrationCard(Frozen):
    """A request for what is missing, as an official reads it."""

    integration_id: UUID
    state: Literal["drafted", "asked", "answered", "expired"]
    items: list[MissingItem]
    days: int
    asked_on: date | None
    answer_by_on: date | None


class ObservationCard(Frozen):
    """An observation with its answer, empty while there is none."""

    observation_id: UUID
    protocol: str
    at: datetime
    text: str
    answer: str


class NoticeCard(Frozen):
    """A notice of the reasons against; `by` tells who drafted it: an official, or an integration
    that did not come."""

    notice_id: UUID
    state: Literal["drafted", "given", "served"]
    by: Literal["official", "integration_expired", "employer_did_not_come"]
    reasons: list[NoticeReason]
    protocol: str
    served_on: date | None
    observations_by_on: date | None


class Hearing(Frozen):
    """What a letter says of the hearing of who applied: what they were asked for last, the reasons
    against their application, and what was answered to each of their observations."""

    asked: list[MissingItem] = Field(default_factory=list)
    answer_by_on: date | None = None
    reasons: list[NoticeReason] = Field(default_factory=list)
    notice_protocol: str = ""
    observations: list[ObservationCard] = Field(default_factory=list)


class TermCard(Frozen):
    """The answer of `GET /v1/applications/{id}/term`: everything about the term of a case.

    `refusal_waits` says why it may not be refused yet; it is empty when it may.
    """

    term: TermReading
    integrations: list[IntegrationCard]
    notices: list[NoticeCard]
    observations: list[ObservationCard]
    refusal_waits: str
