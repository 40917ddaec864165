"""Whether a list can be put in order: points that are numbers, keys that exist, no idle link."""

from collections.abc import Iterator

from contracts.calls import CallDraft
from contracts.placing import OrderKey, Ranking
from programmes.conditions import problem
from programmes.data import KINDS
from programmes.refusals import Path, Wrong
from programmes.scope import Scope

POINTS = "points"
ARRIVAL = "arrival"
MEASURES = ("integer", "money", "date")


def check_ranking(ranking: Ranking, scope: Scope, path: Path) -> Iterator[Wrong]:
    """Refuse criteria that give no number, least points out of reach, keys that order nothing."""
    for criterion in ranking.criteria:
        if criterion.points and (reason := problem(criterion.points, scope, "integer")):
            yield Wrong((*path, "criteria", criterion.id, "points"), reason)
    yield from _check_quotas(ranking, scope, path)
    most = sum(criterion.maximum for criterion in ranking.criteria)
    if ranking.minimum_points > most:
        yield Wrong(
            (*path, "minimum_points"),
            f"il punteggio minimo è {ranking.minimum_points}, ma i criteri ne danno al più {most}",
        )
    yield from _check_order(ranking, scope, path)


def _check_quotas(ranking: Ranking, scope: Scope, path: Path) -> Iterator[Wrong]:
    for quota in ranking.quotas:
        if reason := problem(quota.cel, scope):
            yield Wrong((*path, "quotas", quota.id, "cel"), reason)


def check_scored(draft: CallDraft) -> Iterator[Wrong]:
    """Refuse a criterion without points that no score sheet has, or with another maximum."""
    known = {each.id: each.maximum for each in draft.review.scores} if draft.review else {}
    for line in draft.lines:
        for criterion in line.ranking.criteria if line.ranking else ():
            if criterion.points is None and known.get(criterion.id) != criterion.maximum:
                yield Wrong(
                    ("lines", line.id, "ranking", "criteria", criterion.id),
                    f"«{criterion.id}» non ha «points», e nessuna scheda di «review.scores» ne dà "
                    f"fino a {criterion.maximum}",
                )


def _check_order(ranking: Ranking, scope: Scope, path: Path) -> Iterator[Wrong]:
    seen: list[str] = []
    for number, key in enumerate(ranking.order):
        reason = _idle(key, seen) or _misfit(key, ranking, scope)
        if reason:
            yield Wrong((*path, "order", number, "by"), reason, key.by)
        seen.append(key.by)


def _idle(key: OrderKey, seen: list[str]) -> str | None:
    if ARRIVAL in seen:
        return "dopo l'ordine di arrivo («arrival») non restano pari merito da ordinare"
    if key.by in seen:
        return f"«{key.by}» ordina già la lista più sopra"
    return None


def _misfit(key: OrderKey, ranking: Ranking, scope: Scope) -> str | None:
    if key.by == POINTS:
        return None if ranking.criteria else "si ordina per punti, ma nessun criterio ne dà"
    datum = scope.named(key.by)
    if datum is None and key.by != ARRIVAL:
        return f"«{key.by}» non è un dato di questa sezione, né «{POINTS}» o «{ARRIVAL}»"
    if datum and datum.kind not in MEASURES:
        return f"«{key.by}» è {KINDS[datum.kind]}: si ordina per numeri, importi e date"
    return None
