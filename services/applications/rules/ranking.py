"""Who comes first in a list, and why: points, the order of the call, the order of the register.

(L. 241/1990 art. 12: the criteria stand before the call opens.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from contracts.calls import Criterion, LineDraft, OrderKey, Ranking
from contracts.questions import FILED_ON
from kit.money import euro
from services.applications.rules import day
from services.applications.rules.condition import Facts, at, value
from services.applications.rules.counting import is_whole
from services.applications.rules.explanation import Frozen

USUAL = {"isee_cents": "ISEE", FILED_ON: "giorno della domanda", "age_years": "età"}
PATHS = {FILED_ON: "filing.on", "age_years": "applicant.age_years"}
ARRIVAL = OrderKey(by="arrival")


@dataclass(frozen=True)
class Candidate:
    """An application that waits for its place: `arrival` orders the register, `register` is its
    number as people write it (0000012/2026)."""

    id: str
    facts: Facts
    arrival: int
    register: str = ""


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

    Without a place it is below the least points, and the sentence says so.
    """

    id: str
    place: int | None
    points: int
    scores: tuple[Score, ...]
    sentence: str = ""


def rank(
    ranking: Ranking, candidates: Iterable[Candidate], labels: Mapping[str, str] | None = None
) -> tuple[Ranked, ...]:
    """Order the candidates; the same ones give the same list in whatever order they come.

    First those with a place, then those below `minimum_points`. Who is alike in everything that the
    call names goes by the register. `labels` are the words of the names of the order, as
    `labels_of` gives them.
    """
    standings = sorted((_Standing(ranking, each) for each in candidates), key=_Standing.key)
    admitted = [each for each in standings if each.points >= ranking.minimum_points]
    below = [each for each in standings if each.points < ranking.minimum_points]
    reasons = [_why(ranking, first, then, labels or {}) for first, then in pairwise(admitted)]
    return (
        *(
            standing.ranked(place, reason)
            for place, (standing, reason) in enumerate(
                zip(admitted, [*reasons, ""], strict=False), 1
            )
        ),
        *(each.ranked(None, _below(each.points, ranking.minimum_points)) for each in below),
    )


def order(ranking: Ranking, candidates: Iterable[Candidate]) -> list[str]:
    """Return the ids of those that have a place, in order, without the words."""
    standings = sorted((_Standing(ranking, each) for each in candidates), key=_Standing.key)
    return [each.candidate.id for each in standings if each.points >= ranking.minimum_points]


def labels_of(line: LineDraft) -> dict[str, str]:
    """Return the labels of a line's questions, by name."""
    return {question.name: f"«{question.label}»" for question in line.questions}


@dataclass(frozen=True)
class _Standing:
    ranking: Ranking
    candidate: Candidate

    @cached_property
    def scores(self) -> tuple[int | None, ...]:
        return tuple(_points(each, self.candidate.facts) for each in self.ranking.criteria)

    @cached_property
    def points(self) -> int:
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

    def ranked(self, place: int | None, sentence: str) -> Ranked:
        scores = zip(self.ranking.criteria, self.scores, strict=True)
        return Ranked(
            id=self.candidate.id,
            place=place,
            points=self.points,
            scores=tuple(_score(criterion, points) for criterion, points in scores),
            sentence=sentence,
        )


def _points(criterion: Criterion, facts: Facts) -> int | None:
    points = value(criterion.points, facts)
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


def _why(ranking: Ranking, first: _Standing, then: _Standing, labels: Mapping[str, str]) -> str:
    alike: list[str] = []
    for key in ranking.order:
        if first.value(key.by) != then.value(key.by):
            return _sentence(alike, _because(key, first, then, labels))
        alike.append(_label(key.by, labels))
    return _sentence(["ogni criterio del bando"], _because(ARRIVAL, first, then, labels))


def _sentence(alike: list[str], because: str) -> str:
    if not alike:
        return f"Precede perché {because}."
    return f"A parità di {' e di '.join(alike)} precede perché {because}."


def _because(key: OrderKey, first: _Standing, then: _Standing, labels: Mapping[str, str]) -> str:
    if key.by == "points":
        return f"ha {first.points} punti contro {then.points}"
    if key.by == "arrival":
        earlier = first.candidate.arrival <= then.candidate.arrival
        number = f" ({first.candidate.register})" if first.candidate.register else ""
        return f"è arrivata {'prima' if earlier else 'dopo'}{number}"
    label = _label(key.by, labels)
    if None in (first.value(key.by), then.value(key.by)):
        told = first.value(key.by) is not None
        return f"{'' if told else 'non '}dichiara {label} e l'altra {'no' if told else 'sì'}"
    mine, other = (_told(key.by, each.datum(key.by)) for each in (first, then))
    return f"ha {label} {mine} contro {other}"


def _label(by: str, labels: Mapping[str, str]) -> str:
    if by == "points":
        return "punti"
    known = USUAL.get(by) or labels.get(by)
    return known or f"«{by.replace('_', ' ')}»"


def _told(by: str, found: object) -> str:
    on = day.parsed(found)
    if on is not None:
        return day.written(on)
    return (
        euro(found) if by.endswith(("_cents", "_cents_total")) and is_whole(found) else str(found)
    )


def _below(points: int, least: int) -> str:
    return f"Ha {points} punti: ne servono almeno {least}."
