"""Which firms are one undertaking on a day (art. 2 par. 2 Reg. (UE) 2023/2831)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Link:
    """One firm controls another between two civil days, both included (None = it still does)."""

    controller: str
    controlled: str
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the one controls the other on a day."""
        return self.from_on <= day <= (self.to_on or day)


@dataclass(frozen=True)
class Declared:
    """An aid that a firm says it had: the day of the right to it, and its cents."""

    on: date
    cents: int


def one_with(firm: str, links: Iterable[Link], day: date) -> frozenset[str]:
    """Return a firm with all that are one undertaking with it on a day.

    Who controls counts as who is controlled, and so does whoever is tied to either, however far;
    firms that control each other in a ring are one too.
    """
    tied = _tied([link for link in links if link.holds_on(day)])
    found, next_ones = {firm}, [firm]
    while next_ones:
        new = tied.get(next_ones.pop(), set()) - found
        found |= new
        next_ones += new
    return frozenset(found)


def declared_once(papers: Iterable[Collection[Declared]]) -> tuple[Declared, ...]:
    """Return what several papers of one firm declare, in order of their days.

    An aid that is in two papers is one; two like ones in the same paper are two.
    """
    most: Counter[Declared] = Counter()
    for paper in papers:
        most |= Counter(paper)
    return tuple(sorted(most.elements(), key=lambda each: (each.on, each.cents)))


def _tied(links: Iterable[Link]) -> Mapping[str, set[str]]:
    tied: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        tied[link.controller].add(link.controlled)
        tied[link.controlled].add(link.controller)
    return tied
