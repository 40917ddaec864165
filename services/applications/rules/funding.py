"""Whom a budget reaches: of one line, or of several lines that spend it together."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contracts.calls import LineDraft
from contracts.placing import Ranking
from services.applications.rules.condition import Facts
from services.applications.rules.ranking import order
from services.applications.rules.standing import Candidate


class Turn(NamedTuple):
    """An eligible case at its place, with its facts and what it would get in cents."""

    id: str
    place: int
    facts: Facts
    cents: int


class Fund(NamedTuple):
    """A budget, and what each case gets that it reaches; None while nobody knows how much it is."""

    budget_cents: int | None = None
    reached: dict[str, int] | None = None


def fund(line: LineDraft, turns: Sequence[Sequence[Turn]]) -> Fund:
    """Return whom the budget of a line reaches; `turns` are those of each line that spends it.

    One line goes by its ranking, else by place, and so do several. Nobody overtakes: the first whom
    the money cannot serve ends the list.
    """
    if line.budget_cents is None:
        return Fund()
    together = [turn for each in turns for turn in each]
    if line.ranking is not None and len(turns) == 1:
        together = _ranked(line.ranking, together)
    else:
        together.sort(key=lambda turn: (turn.place, turn.id))
    return Fund(line.budget_cents, _served(together, line.budget_cents))


def _ranked(ranking: Ranking, turns: Sequence[Turn]) -> list[Turn]:
    by_id = {turn.id: turn for turn in turns}
    candidates = (Candidate(each.id, each.facts, each.place) for each in turns)
    return [by_id[name] for name in order(ranking, candidates)]


def _served(turns: Iterable[Turn], left: int) -> dict[str, int]:
    served: dict[str, int] = {}
    for turn in turns:
        if turn.cents > left:
            break
        served[turn.id] = turn.cents
        left -= turn.cents
    return served
