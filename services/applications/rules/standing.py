"""Where one application stands by itself: its points, and what the order of a list looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from contracts.placing import Criterion, OrderKey, Ranking
from contracts.questions import FILED_ON
from services.applications.rules import day
from services.applications.rules.condition import Facts, at, value
from services.applications.rules.counting import is_whole
from services.applications.rules.explanation import Frozen

PATHS = {FILED_ON: "filing.on", "age_years": "applicant.age_years"}


@dataclass(frozen=True)
class Candidate:
    """An application that waits for its place: `arrival` orders the register, `register` is its
    number as people write it (0000012/2026), `scored` the points that people gave by criterion."""

    id: str
    facts: Facts
    arrival: int
    register: str = ""
    scored: Mapping[str, int] = field(default_factory=dict)


class Score(Frozen):
    """The points of one criterion; a criterion whose datum is missing gives none."""

    criterion: str
    label: str
    article: str
    points: int
    maximum: int
    sentence: str


class Ranked(Frozen):
    """An application at its place, with its points and why it precedes the next one.

    Without a place it is below the least points, and the sentence says so. `quota` says what a
    reserved place did to it.
    """

    id: str
    place: int | None
    points: int
    scores: tuple[Score, ...]
    sentence: str = ""
    quota: str = ""


@dataclass(frozen=True)
class Standing:
    """A candidate under a ranking."""

    ranking: Ranking
    candidate: Candidate

    @cached_property
    def scores(self) -> tuple[int | None, ...]:
        """The points of each criterion; None where its datum is missing."""
        return tuple(_points(each, self.candidate) for each in self.ranking.criteria)

    @cached_property
    def points(self) -> int:
        """The points in all."""
        return sum(each or 0 for each in self.scores)

    def value(self, by: str) -> int | None:
        """Return a datum of the order as a number; None when it is missing."""
        if by == "points":
            return self.points
        return self.candidate.arrival if by == "arrival" else _number(self.datum(by))

    def datum(self, by: str) -> object:
        """Return a datum of the order as it was told or computed."""
        paths = [PATHS[by]] if by in PATHS else [f"answers.{by}", f"computed.{by}"]
        found = (at(self.candidate.facts, path) for path in paths)
        return next((each for each in found if each is not None), None)

    def key(self) -> tuple[tuple[tuple[int, int], ...], int, str]:
        """Return what orders it: the chain of the call, then the register."""
        chain = tuple(_placed(each, self.value(each.by)) for each in self.ranking.order)
        return chain, self.candidate.arrival, self.candidate.id

    def ranked(self, place: int | None, sentence: str, quota: str = "") -> Ranked:
        """Return it at a place, with what is said about it."""
        scores = zip(self.ranking.criteria, self.scores, strict=True)
        return Ranked(
            id=self.candidate.id,
            place=place,
            points=self.points,
            scores=tuple(_score(criterion, points) for criterion, points in scores),
            sentence=sentence,
            quota=quota,
        )


def _points(criterion: Criterion, candidate: Candidate) -> int | None:
    points: object
    if criterion.points is None:
        points = candidate.scored.get(criterion.id)
    else:
        points = value(criterion.points, candidate.facts)
    return min(max(points, 0), criterion.maximum) if is_whole(points) else None


def _score(criterion: Criterion, points: int | None) -> Score:
    told = "dato mancante, 0 punti" if points is None else f"{points} punti"
    return Score(
        criterion=criterion.id,
        label=criterion.label,
        article=criterion.article,
        points=points or 0,
        maximum=criterion.maximum,
        sentence=f"{criterion.label}: {told} su {criterion.maximum}.",
    )


def _number(found: object) -> int | None:
    on = day.parsed(found)
    if on is not None:
        return on.toordinal()
    return int(found) if isinstance(found, int) else None


def _placed(key: OrderKey, found: int | None) -> tuple[int, int]:
    if found is None:
        return (-1 if key.missing == "first" else 1), 0
    return 0, -found if key.order == "descending" else found
