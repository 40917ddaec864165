"""Who comes first in a list, and why: points, the order of the call, the order of the register.

(L. 241/1990 art. 12: the criteria stand before the call opens.)
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from contracts.calls import LineDraft
from contracts.placing import OrderKey, Ranking
from contracts.questions import FILED_ON
from kit.money import euro
from services.applications.rules import day
from services.applications.rules.condition import Facts, holds
from services.applications.rules.counting import is_whole
from services.applications.rules.quotas import Arrangement, arrange
from services.applications.rules.standing import Candidate, Ranked, Standing

USUAL = {"isee_cents": "ISEE", FILED_ON: "giorno della domanda", "age_years": "età"}
ARRIVAL = OrderKey(by="arrival")


def rank(
    ranking: Ranking, candidates: Iterable[Candidate], labels: Mapping[str, str] | None = None
) -> tuple[Ranked, ...]:
    """Order the candidates; the same ones give the same list in whatever order they come.

    First those with a place, then those below `minimum_points`. Who is alike in everything that the
    call names goes by the register. `labels` are the words of the names of the order, as
    `labels_of` gives them.
    """
    admitted, below = _sorted(ranking, candidates)
    arranged = _arranged(ranking, admitted)
    placed = {each.candidate.id: each for each in admitted}
    listed = [placed[name] for name in arranged.ids]
    reasons = [_reason(ranking, arranged, pair, labels or {}) for pair in pairwise(listed)]
    return (
        *(
            standing.ranked(place, reason, arranged.sentences.get(standing.candidate.id, ""))
            for place, (standing, reason) in enumerate(zip(listed, [*reasons, ""], strict=False), 1)
        ),
        *(each.ranked(None, _below(each.points, ranking.minimum_points)) for each in below),
    )


def order(ranking: Ranking, candidates: Iterable[Candidate]) -> list[str]:
    """Return the ids of those that have a place, in order, without the words."""
    admitted, _ = _sorted(ranking, candidates)
    return list(_arranged(ranking, admitted).ids)


def unmet(ranking: Ranking, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Return a sentence for each quota that too few of the candidates can fill."""
    return _arranged(ranking, _sorted(ranking, candidates)[0]).unmet


def _sorted(
    ranking: Ranking, candidates: Iterable[Candidate]
) -> tuple[list[Standing], list[Standing]]:
    """Return those that reach the least points in order of merit, and those that do not."""
    standings = sorted((Standing(ranking, each) for each in candidates), key=Standing.key)
    admitted = [each for each in standings if each.points >= ranking.minimum_points]
    return admitted, [each for each in standings if each.points < ranking.minimum_points]


def _arranged(ranking: Ranking, admitted: Sequence[Standing]) -> Arrangement:
    meets = {
        quota.id: frozenset(
            each.candidate.id for each in admitted if holds(quota.cel, each.candidate.facts)
        )
        for quota in ranking.quotas
    }
    return arrange(ranking.quotas, [each.candidate.id for each in admitted], meets)


def _reason(
    ranking: Ranking,
    arranged: Arrangement,
    pair: tuple[Standing, Standing],
    labels: Mapping[str, str],
) -> str:
    """Tell why one precedes the next: by merit, or by what a reserved place moved."""
    first, then = pair
    if first.key() < then.key():
        return _why(ranking, first, then, labels)
    moved = arranged.sentences.get(first.candidate.id) or arranged.sentences[then.candidate.id]
    return f"Non precede per merito. {moved}"


def improves(ranking: Ranking, before: Facts, after: Facts) -> bool:
    """Tell whether other facts would give an application more points, or an earlier place."""
    was, would_be = (Standing(ranking, Candidate("", facts, 0)) for facts in (before, after))
    meets = any(holds(each.cel, after) and not holds(each.cel, before) for each in ranking.quotas)
    return meets or would_be.points > was.points or would_be.key() < was.key()


def labels_of(line: LineDraft) -> dict[str, str]:
    """Return the labels of a line's questions, by name."""
    return {question.name: f"«{question.label}»" for question in line.questions}


def _why(ranking: Ranking, first: Standing, then: Standing, labels: Mapping[str, str]) -> str:
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


def _because(key: OrderKey, first: Standing, then: Standing, labels: Mapping[str, str]) -> str:
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
