"""Which figures of a table are hidden so that none of them can be worked out from the others.

Primary: every count and every total of a row below the threshold, nought included. Complementary:
as many more as it takes that a reader, who knows all that is shown, cannot compute a hidden figure,
and cannot even exclude that a small one reaches the threshold.
"""

from collections import deque
from collections.abc import Mapping

from services.network.rules.flow import Cell, Counts, cheapest_way, gain, loss

# A total is worth more to a reader than the counts beneath it: it is hidden last.
PRICE_OF_A_TOTAL = 4


def hidden_cells(counts: Counts, threshold: int) -> frozenset[Cell] | None:
    """Return the cells to hide; None when nothing can protect the table, which is then withheld.

    The totals of the columns are shown, and must not be below the threshold themselves.
    """
    every = counts.every()
    hidden = {cell for cell in every if counts.value(cell) < threshold}
    waiting = deque(cell for cell in every if cell in hidden)
    while waiting:
        cell = waiting[0]
        if is_protected(counts, hidden, cell, threshold):
            waiting.popleft()
            continue
        more = cheapest_way(counts, _costs(counts, hidden), cell, _wanted(counts, cell, threshold))
        fresh = [each for each in sorted(more or ()) if each not in hidden]
        if not fresh:
            return _all_or_nothing(counts, threshold)
        hidden.update(fresh)
        waiting.extend(fresh)
    return frozenset(hidden)


def is_protected(
    counts: Counts, hidden: frozenset[Cell] | set[Cell], cell: Cell, threshold: int
) -> bool:
    """Tell whether a hidden figure cannot be computed, nor a small one told to be small."""
    wanted = _wanted(counts, cell, threshold)
    if gain(counts, hidden, cell, wanted) >= wanted:
        return True
    return counts.value(cell) >= threshold and loss(counts, hidden, cell, 1) > 0


def _wanted(counts: Counts, cell: Cell, threshold: int) -> int:
    return max(1, threshold - counts.value(cell))


def _costs(counts: Counts, hidden: set[Cell]) -> Mapping[Cell, int]:
    return {cell: 0 if cell in hidden else _price(counts, cell) for cell in counts.every()}


def _price(counts: Counts, cell: Cell) -> int:
    weight = PRICE_OF_A_TOTAL if cell[1] == counts.width else 1
    return weight * (1 + counts.value(cell))


def _all_or_nothing(counts: Counts, threshold: int) -> frozenset[Cell] | None:
    """Hide every count and every total of a row, if that is enough."""
    every = frozenset(counts.every())
    enough = all(is_protected(counts, every, cell, threshold) for cell in every)
    return every if enough else None
