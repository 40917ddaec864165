"""How far a hidden figure may move while everything that is shown stays as it is.

A table with totals is a network: rows on one side, columns on the other, figures as edges. What one
hidden figure gains, others on a way back through hidden figures must give; a count cannot give more
than it has. So the most that a figure may gain is the largest flow along such ways.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

Cell = tuple[int, int]
Arc = tuple[int, int]
Capacities = dict[Arc, int]
UNBOUNDED = 10**9


@dataclass(frozen=True)
class Counts:
    """Counts by row and column; the column after the last one holds the totals of the rows.

    The totals of the columns are known to everybody and never below the threshold.
    """

    cells: tuple[tuple[int, ...], ...]

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """How many columns there are, without that of the totals."""
        return len(self.cells[0])

    def value(self, cell: Cell) -> int:
        """Return a count, or the total of a row."""
        row, column = cell
        return sum(self.cells[row]) if column == self.width else self.cells[row][column]

    def every(self) -> tuple[Cell, ...]:
        """Return all cells that may be hidden, row by row."""
        places = range(self.width + 1)
        return tuple((row, column) for row in range(self.height) for column in places)

    def ends(self, cell: Cell) -> Arc:
        """Return the way by which others make room for a figure to grow."""
        row, column = cell
        way = (self.height + column, row)
        return way[::-1] if column == self.width else way


def gain(counts: Counts, hidden: Iterable[Cell], cell: Cell, wanted: int) -> int:
    """Return how much a hidden figure may grow, up to what is wanted."""
    source, sink = counts.ends(cell)
    return _flow(_capacities(counts, hidden, cell), source, sink, wanted)


def loss(counts: Counts, hidden: Iterable[Cell], cell: Cell, wanted: int) -> int:
    """Return how much a hidden figure may shrink, up to what is wanted."""
    sink, source = counts.ends(cell)
    most = min(wanted, counts.value(cell))
    return _flow(_capacities(counts, hidden, cell), source, sink, most)


def cheapest_way(
    counts: Counts, costs: Mapping[Cell, int], cell: Cell, wanted: int
) -> frozenset[Cell] | None:
    """Return the cells of the cheapest way by which a figure can grow as much as wanted.

    None when no single way has room for it.
    """
    source, sink = counts.ends(cell)
    roomy = {arc: room for arc, room in _capacities(counts, costs, cell).items() if room >= wanted}
    before = _cheapest(roomy, {arc: costs[_cell(counts, arc)] for arc in roomy}, source, sink)
    if before is None:
        return None
    return frozenset(_cell(counts, arc) for arc in _walked(before, sink))


def _cell(counts: Counts, arc: Arc) -> Cell:
    row, column = min(arc), max(arc) - counts.height
    return row, column


def _capacities(counts: Counts, hidden: Iterable[Cell], without: Cell) -> Capacities:
    """Return how much each hidden figure can take and give: a total gives where a count takes."""
    found: Capacities = {}
    for cell in hidden:
        if cell == without:
            continue
        row, column = cell
        there, back = (row, counts.height + column), (counts.height + column, row)
        is_total = column == counts.width
        found[back if is_total else there] = UNBOUNDED
        found[there if is_total else back] = counts.value(cell)
    return found


def _flow(capacities: Capacities, source: int, sink: int, wanted: int) -> int:
    left, sent = dict(capacities), 0
    while sent < wanted:
        before = _shortest(left, source, sink)
        if before is None:
            break
        way = _walked(before, sink)
        room = min(wanted - sent, *(left[arc] for arc in way))
        for here, there in way:
            left[here, there] -= room
            left[there, here] = left.get((there, here), 0) + room
        sent += room
    return sent


def _shortest(left: Capacities, source: int, sink: int) -> dict[int, int] | None:
    ahead = _ahead(left)
    before, queue = {source: source}, deque([source])
    while queue and sink not in before:
        here = queue.popleft()
        for there in ahead.get(here, ()):
            if there not in before:
                before[there] = here
                queue.append(there)
    return before if sink in before else None


def _cheapest(
    arcs: Iterable[Arc], prices: Mapping[Arc, int], source: int, sink: int
) -> dict[int, int] | None:
    ahead = _ahead(dict.fromkeys(arcs, 1))
    before: dict[int, int] = {}
    queue = [(0, source, source)]
    while queue and sink not in before:
        price, here, came = heappop(queue)
        if here in before:
            continue
        before[here] = came
        for there in ahead.get(here, ()):
            if there not in before:
                heappush(queue, (price + prices[here, there], there, here))
    return before if sink in before else None


def _ahead(capacities: Capacities) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for (here, there), room in capacities.items():
        if room > 0:
            found.setdefault(here, []).append(there)
    return found


def _walked(before: Mapping[int, int], sink: int) -> list[Arc]:
    way, here = [], sink
    while before[here] != here:
        way.append((before[here], here))
        here = before[here]
    return way
