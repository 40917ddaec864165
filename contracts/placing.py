"""How a call puts its applications in order: criteria, the least points, ties, reserved places."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, model_validator

from contracts.places import Count, Entry, Name, Sentence, Slug, refuse
from contracts.questions import Cel


class Criterion(Entry):
    """Points of a ranking between 0 and `maximum`, with their article.

    They are a CEL whole number or, without `points`, what the score sheets of the review give to
    the quality of the same id.
    """

    id: Slug
    label: Sentence
    article: Sentence
    points: Cel | None = None
    maximum: Count


class OrderKey(Entry):
    """One link of the chain that tells who comes first.

    `by` is `points`, `arrival` (the order of the register) or the name of a number, an amount or a
    day; who has no such datum comes first or last.
    """

    by: Name
    order: Literal["ascending", "descending"] = "ascending"
    missing: Literal["first", "last"] = "last"


class Quota(Entry):
    """Reserved places: among the first `within` of the list `at_least` meet the condition.

    Who meets it moves up to the last places of the stretch, and no further than needed.
    """

    id: Slug
    label: Sentence
    article: Sentence
    cel: Cel
    at_least: Count
    within: Count

    @model_validator(mode="after")
    def _fit_in_the_stretch(self) -> "Quota":
        if self.at_least > self.within:
            sentence = f"i posti riservati sono {self.at_least}, ma tra i primi {self.within}"
            raise refuse("quota", sentence, at=("at_least",))
        return self


class Ranking(Entry):
    """How a list is ordered (L. 241/1990 art. 12): criteria, the least points, ties, quotas.

    Quotas are met in the order in which they stand: a later one takes nothing from an earlier one.
    """

    criteria: tuple[Criterion, ...] = ()
    minimum_points: Annotated[StrictInt, Field(ge=0)] = 0
    order: Annotated[tuple[OrderKey, ...], Field(min_length=1)]
    quotas: tuple[Quota, ...] = ()
