"""Reviews as who gives the work out sees them: who reads what, and an act before it is signed.

Officials are `staff:` references; nothing of what an application says stands here but the words of
an act that is about to be signed.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.decisions import DecisionOutcome
from contracts.assessment import MOST_READINGS
from contracts.calls import LineId
from contracts.review import Comment
from contracts.terms import Official
from contracts.values import Frozen

WaitsFor = Literal["reader", "reading", "signature"]


class ReviewerCard(Frozen):
    """Somebody who is appointed to review a call, or was, and how much waits for them.

    No line means all of them. `conflict` is declared of the whole call; `waiting` counts the
    undecided applications that they read, `handed_in` those of them with their points.
    """

    reviewer: str
    lines: list[LineId]
    active: bool
    declared: bool
    conflict: bool
    waiting: int
    handed_in: int


class Reviewers(Frozen):
    """The answer of `GET /v1/calls/{id}/reviewers`, those who are active first."""

    items: list[ReviewerCard]


class ReaderState(Frozen):
    """Who reads an application, and how far they are."""

    reviewer: str
    reading: int = Field(ge=1, le=MOST_READINGS + 1)
    declared: bool
    handed_in: bool


class ReadingCard(Frozen):
    """An undecided application with those who read it; nothing of what it says.

    `wanted` readings there are to be; `open_items` of its `items` have no answer yet; `scored`
    tells whether its call gives points. `signed` counts the signatures under the proposal, of which
    a grant may need one before the decision (`second_signature`).
    """

    application_id: UUID
    call_id: str
    line: str
    due_on: date
    waits_for: WaitsFor
    readers: list[ReaderState]
    wanted: int
    items: int
    open_items: int
    scored: bool
    proposed: DecisionOutcome | None
    proposed_by: str
    second_signature: bool
    signed: int


class ReadingCounts(Frozen):
    """How many applications wait for somebody to read them, for a proposal, for a signature."""

    reader: int = 0
    reading: int = 0
    signature: int = 0


class Readings(Frozen):
    """The answer of `GET /v1/readings`, those due first before others, with the counts of all.

    `next` is the application after which the following page begins, None on the last.
    """

    items: list[ReadingCard]
    counts: ReadingCounts
    next: UUID | None


class ActAsked(Frozen):
    """A decision that somebody is about to sign on the check that they have before them."""

    outcome: DecisionOutcome
    official: Official
    checked: int = Field(ge=1)
    reason: Comment = ""


class ActPreview(Frozen):
    """The answer of `POST /v1/applications/{id}/act-previews`: the act as it would be written now.

    Nothing is kept: the number is the next of the body, and whoever signs first has it.
    """

    words: str
    act_number: int
    act_year: int
