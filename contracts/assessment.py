"""How a call has its applications reviewed: by how many, on which list, with which points.

Amounts are euro cents, points are whole numbers.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, model_validator

from contracts.places import Entry, Sentence, Slug, refuse
from kit.money import Cents

AssignBy = Literal["call", "line", "district"]
Points = Annotated[StrictInt, Field(ge=1, le=1000)]
MOST_READINGS = 9


class ChecklistItem(Entry):
    """A question that who reviews answers, with the article of the call that asks for it."""

    id: Slug
    article: Sentence
    question: Sentence


class ScoreCriterion(Entry):
    """A quality to which who reviews gives points, from none to `maximum`, by the `guidance`."""

    id: Slug
    label: Sentence
    article: Sentence
    maximum: Points
    guidance: Sentence | None = None


class Review(Entry):
    """How the applications of a call are reviewed.

    `reviewers` read each application, each on their own; who may read it is drawn from all those of
    the call, of its line or of its district (`assign_by`). Two sheets whose points are `most_apart`
    or farther ask for a third reading. A grant above `second_signature_above_cents` is signed by
    two.
    """

    reviewers: Annotated[StrictInt, Field(ge=1, le=MOST_READINGS)] = 1
    assign_by: AssignBy = "call"
    checklist: tuple[ChecklistItem, ...] = ()
    scores: tuple[ScoreCriterion, ...] = ()
    most_apart: Points | None = None
    second_signature_above_cents: Cents | None = None

    @property
    def most_points(self) -> int:
        """The points of a sheet that gives every quality its most."""
        return sum(each.maximum for each in self.scores)

    @model_validator(mode="after")
    def _compare_sheets_that_are_there(self) -> "Review":
        if self.most_apart is None:
            return self
        if self.reviewers == 1:
            sentence = "chi legge una domanda da solo non ha con chi confrontare i punti"
            raise refuse("reading", sentence, at=("most_apart",))
        if self.most_apart > self.most_points:
            sentence = f"i punteggi arrivano al più a {self.most_points} punti"
            raise refuse("reading", sentence, at=("most_apart",))
        return self
