"""No hidden figure of a table can be worked out, whoever adds and subtracts what is shown."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.surveys import SurveyTable
from services.network.rules.crosstab import Answer, fold, release_tables
from services.network.rules.flow import Cell, Counts
from services.network.rules.suppression import hidden_cells

K = 5
NEEDS = ("minors", "elders", "disabled", "hours")
Line = list[tuple[Cell, int]]
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


class Reader:
    """Somebody who knows what is shown, that counts are not negative, and how to compute."""

    def __init__(self, counts: Counts, hidden: frozenset[Cell]) -> None:
        self.hidden = sorted(hidden)
        self.lines = [self._known(counts, line) for line in _lines(counts)]

    def _known(self, counts: Counts, line: Line) -> tuple[dict[Cell, int], int]:
        unknown = {cell: sign for cell, sign in line if cell in self.hidden}
        shown = sum(sign * counts.value(cell) for cell, sign in line if cell not in self.hidden)
        column = {cell[1] for cell, _ in line}
        rest = sum(counts.value(cell) for cell, _ in line) if len(column) == 1 else 0
        return unknown, rest - shown

    def bounds(self) -> dict[Cell, tuple[int, int]]:
        """The narrowest bounds that follow from one line after the other, until nothing moves."""
        found = dict.fromkeys(self.hidden, (0, 10**6))
        moved = True
        while moved:
            before = dict(found)
            for unknown, rest in self.lines:
                for cell in unknown:
                    found[cell] = _narrowed(found, unknown, rest, cell)
            moved = found != before
        return found

    def computed(self) -> set[Cell]:
        """The cells that follow from the equations alone, by elimination."""
        rows = [[Fraction(line.get(cell, 0)) for cell in self.hidden] for line, _ in self.lines]
        reduced = _reduced(rows)
        alone = (row for row in reduced if sum(map(bool, row)) == 1)
        return {self.hidden[next(i for i, each in enumerate(row) if each)] for row in alone}


def _lines(counts: Counts) -> Iterator[Line]:
    """Every row (its counts make its total), every column (its total is shown)."""
    for row in range(counts.height):
        own: Line = [((row, column), 1) for column in range(counts.width)]
        yield [*own, ((row, counts.width), -1)]
    for column in range(counts.width + 1):
        yield [((row, column), 1) for row in range(counts.height)]


def _narrowed(
    found: dict[Cell, tuple[int, int]], unknown: dict[Cell, int], rest: int, cell: Cell
) -> tuple[int, int]:
    others = [
        sorted(sign * bound for bound in found[each])
        for each, sign in unknown.items()
        if each != cell
    ]
    ends = sorted(unknown[cell] * (rest - sum(pair[side] for pair in others)) for side in (0, 1))
    lowest, highest = found[cell]
    return max(lowest, ends[0]), min(highest, ends[1])


def _reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [each / rows[done][column] for each in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows


def _with_large_columns(rows: list[list[int]]) -> Counts:
    """Rare needs stand together before a table is made: no column is below the threshold."""
    columns = [list(column) for column in zip(*rows, strict=True) if sum(column) >= K]
    return Counts(tuple(zip(*(columns or [[K] * len(rows)]), strict=True)))


@settings(max_examples=400, deadline=None)
@given(tables)
def test_no_hidden_figure_can_be_computed_from_what_is_shown(rows: list[list[int]]):
    counts = _with_large_columns(rows)
    hidden = hidden_cells(counts, K)
    if not hidden:
        return
    reader = Reader(counts, hidden)
    assert not reader.computed()
    for cell, (lowest, highest) in reader.bounds().items():
        assert lowest < highest, cell
        assert highest >= K, cell


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=3))
def test_every_table_that_fits_leaves_each_hidden_figure_open(rows: list[tuple[int, ...]]):
    """All tables that agree with what is shown are tried, one by one, with a threshold of three."""
    columns = [column for column in zip(*rows, strict=True) if 3 <= sum(column) <= 8]
    counts = Counts(tuple(zip(*(columns or [(3,) * len(rows)]), strict=True)))
    hidden = hidden_cells(counts, 3)
    if not hidden:
        return
    fitting = list(_fitting(counts, hidden))
    for cell in hidden:
        values = {each.value(cell) for each in fitting}
        assert len(values) > 1, cell
        assert max(values) >= 3, cell


def _fitting(counts: Counts, hidden: frozenset[Cell]) -> Iterator[Counts]:
    shown = [cell for cell in counts.every() if cell not in hidden]
    for columns in product(*(_columns(column) for column in zip(*counts.cells, strict=True))):
        other = Counts(tuple(zip(*columns, strict=True)))
        if all(other.value(cell) == counts.value(cell) for cell in shown):
            yield other


def _columns(column: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every column of the same height and total."""
    total = sum(column)
    every = product(range(total + 1), repeat=len(column))
    return [each for each in every if sum(each) == total]


@settings(max_examples=300, deadline=None)
@given(tables)
def test_nothing_below_the_threshold_is_shown(rows: list[list[int]]):
    counts = _with_large_columns(rows)
    hidden = hidden_cells(counts, K)
    assert hidden is None or all(
        counts.value(cell) >= K for cell in counts.every() if cell not in hidden
    )


def test_a_table_of_large_figures_is_shown_whole():
    assert hidden_cells(Counts(((5, 9), (12, 7))), K) == frozenset()


def test_one_small_figure_hides_three_more():
    counts = Counts(((3, 20, 30), (10, 8, 30), (40, 50, 60)))
    hidden = hidden_cells(counts, K)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_two_noughts_in_a_row_are_not_given_away_by_their_sum():
    hidden = hidden_cells(Counts(((0, 0, 50), (30, 30, 50))), K)
    assert hidden is not None
    assert (0, 2) in hidden or (0, 3) in hidden


def test_needs_that_are_rare_stand_together_until_they_are_enough():
    said = [Answer(UUID(int=1), "x", "015070", need) for need in answers(20, 7, 2, 1)]
    columns = fold(said, NEEDS, K)
    assert (columns.alone, columns.folded) == (("minors",), ("elders", "disabled", "hours"))
    assert columns.of("hours") == columns.of("elders") == 1


def answers(*each: int) -> list[str]:
    return [need for need, count in zip(NEEDS, each, strict=True) for _ in range(count)]


def _survey(sizes: list[tuple[int, int, int, int]]) -> list[Answer]:
    """Answers of as many firms, each in two departments and three towns."""
    return [
        Answer(UUID(int=firm + 1), f"d{place % 2}", f"01507{place % 3}", need)
        for firm, each in enumerate(sizes)
        for place, need in enumerate(answers(*each))
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 15)] * 4), min_size=2, max_size=6))
def test_the_tables_of_a_release_share_only_totals_that_are_shown(
    sizes: list[tuple[int, int, int, int]],
):
    said = _survey(sizes)
    if len(said) < K:
        return
    found, _ = release_tables(said, NEEDS, K)
    whole = {row.label: row for each in found if each.by == "firm" for row in each.rows}
    for table in found:
        assert min(table.totals) >= K
        if table.of is not None:
            assert (table.totals, table.total) == _shown(whole[str(table.of)].cells)


def test_carers_of_disabled_relatives_of_twenty_three_firms_are_told_by_town():
    """Nine towns, four needs: what is hidden is little more than what is small."""
    said = [
        Answer(UUID(int=firm + 1), "d", f"0150{10 + (firm * 5 + place) % 9}", need)
        for firm in range(23)
        for place, need in enumerate(answers(6, 3 + firm % 4, firm % 3, 2))
    ]
    (towns, *_), withheld = release_tables(said, NEEDS, K)
    small = sum(
        count < K
        for row in towns.rows
        for count in Counter(each.need for each in said if each.municipality == row.label).values()
    )
    assert (len(towns.rows), withheld, towns.total) == (9, 0, len(said))
    assert small <= towns.suppressed <= 3 * small
    assert all(each is None or each >= K for row in towns.rows for each in row.cells)


def _shown(cells: tuple[int | None, ...]) -> tuple[tuple[int, ...], int]:
    shown = tuple(each for each in cells if each is not None)
    assert len(shown) == len(cells)
    return shown, sum(shown)


@pytest.mark.parametrize("by", ["municipality", "firm"])
def test_a_release_is_the_same_when_it_is_computed_again(by: str):
    said = _survey([(9, 3, 6, 1), (12, 8, 0, 7), (1, 2, 3, 4)])
    first, again = [release_tables(each, NEEDS, K)[0] for each in (said, said[::-1])]
    assert first == again
    assert by in {table.by for table in first}
    assert all(isinstance(table, SurveyTable) for table in first)
