"""The review of applications as officials write and read it: who reads, lists, points, proposals.

Officials are `staff:` references. What somebody writes of a person is answered to our own processes
and travels in no message.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from contracts.applications.decisions import DecisionOutcome, ReopeningGround
from contracts.assessment import MOST_READINGS
from contracts.calls import LineId
from contracts.places import Slug
from contracts.terms import Official, Words
from contracts.values import Frozen

Comment = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
ItemAnswer = Literal["yes", "no", "not_applicable"]
EndOfReading = Literal["conflict", "handed_over", "removed"]


class Appointment(Frozen):
    """Somebody who may review the applications of a call, of some of its lines or districts.

    No line or no district means all of them. Who is appointed again is appointed otherwise; who is
    no longer `active` gets no more applications, and those that wait go to others.
    """

    reviewer: Official
    lines: Annotated[list[LineId], Field(max_length=50)] = Field(default_factory=list)
    districts: Annotated[list[Slug], Field(max_length=50)] = Field(default_factory=list)
    active: bool = True
    official: Official


class Staffing(Frozen):
    """The answer of `POST /v1/calls/{id}/reviewers`: how many readings were given out, and how many
    find nobody."""

    assigned: int
    waiting: int


class ConflictDeclaration(Frozen):
    """What a reviewer declares of conflicts of interest (art. 6-bis L. 241/1990).

    Without an application it is about the whole call; a conflict with one of them may be declared
    whenever it becomes known, and has its reason.
    """

    reviewer: Official
    conflict: bool
    application_id: UUID | None = None
    reason: Comment = ""


class Handover(Frozen):
    """A reading that goes from one reviewer to another; without `to` the rule chooses."""

    reviewer: Official
    to: Official | None = None
    reason: Words
    official: Official


class GivenAnswer(Frozen):
    """The answer to one item of the checklist."""

    item: Slug
    answer: ItemAnswer
    comment: Comment = ""


class ChecklistAnswers(Frozen):
    """Answers to some items of a checklist; the last answer to an item is the one that counts."""

    reviewer: Official
    answers: Annotated[list[GivenAnswer], Field(min_length=1, max_length=100)]


class OpenItems(Frozen):
    """The answer of `PUT …/review/checklist`: the items that still have no answer."""

    open: list[str]


class ScoreSheet(Frozen):
    """The points that one reviewer gives to each quality; once handed in, it is not changed."""

    reviewer: Official
    points: dict[Slug, Annotated[StrictInt, Field(ge=0)]]
    comment: Comment = ""


class SheetsIn(Frozen):
    """The answer of `POST …/review/scores`: how many sheets are in, and how many are awaited."""

    handed_in: int
    awaited: int


class ProposalText(Frozen):
    """The outcome that a reviewer proposes on the check that they had before them, and why."""

    reviewer: Official
    outcome: DecisionOutcome
    reason: Words
    checked: int = Field(ge=1)


class Signature(Frozen):
    """The signature of a second official under a proposal on a check."""

    official: Official
    checked: int = Field(ge=1)


class Reopening(Frozen):
    """An act that takes a decision back, of an application that was refused or awarded.

    By annulment (art. 21-nonies L. 241/1990) it never was: what was paid of a grant is asked back.
    By `revocation` (art. 21-quinquies) it is no more, and what was paid stays paid. An award is
    annulled within the law's months of its decision, unless it rests on a `false_declaration` (c.
    2-bis). A refused one goes behind all others that wait for money, or `keeps_place`: before those
    that wait, behind those that have theirs.
    """

    official: Official
    reason: Words
    ground: ReopeningGround = "annulment"
    keeps_place: bool = False


class ReopenedCase(Frozen):
    """The answer of `POST …/reopenings`: the number of the act, and how often the case was led."""

    act_number: int
    act_year: int
    round: int = Field(default=2, ge=2)


class ReaderCard(Frozen):
    """Who reads an application, which reading it is, and whether they declared for the call."""

    reviewer: str
    reading: int = Field(ge=1, le=MOST_READINGS + 1)
    assigned_at: datetime
    declared: bool
    handed_in: bool


class PastReader(Frozen):
    """Who read an application before, and why they do no longer."""

    reviewer: str
    ended: EndOfReading
    reason: str


class ItemCard(Frozen):
    """An item of the checklist with its answer, None while there is none."""

    item: str
    article: str
    question: str
    answer: ItemAnswer | None
    comment: str
    reviewer: str


class CriterionCard(Frozen):
    """A quality, the points that each sheet gives it, and their mean rounded half up.

    Points are None until every sheet is in.
    """

    criterion: str
    label: str
    article: str
    maximum: int
    guidance: str
    given: list[tuple[str, int]]
    points: int | None


class ProposalCard(Frozen):
    """The proposal that stands, with those who signed under it."""

    outcome: DecisionOutcome
    reason: str
    reviewer: str
    checked: int
    at: datetime
    signed_by: list[str]


class ReviewCard(Frozen):
    """The answer of `GET /v1/applications/{id}/review`.

    A reviewer reads the sheets of others only when their own is in. `waits` tells why it is not
    decided yet; `second_signature` that a grant needs two. `wanted` is how many readings there are
    to be, the third one included when two sheets are far apart.
    """

    application_id: UUID
    checked: int
    wanted: int
    readers: list[ReaderCard]
    past: list[PastReader]
    items: list[ItemCard]
    criteria: list[CriterionCard]
    comments: list[tuple[str, str]]
    total: int | None
    apart: int | None
    proposal: ProposalCard | None
    second_signature: bool
    waits: list[str]


class Agreement(Frozen):
    """The answer of `GET /v1/calls/{id}/agreement`: how alike those who read give their points.

    `mean_difference` is in points for each quality of an application, and `alpha` Krippendorff's
    for interval data (1 = alike, 0 = as by chance), both rounded to three decimals and written as
    text; None while nothing can be compared.
    """

    compared: int
    mean_difference: str | None
    alpha: str | None
