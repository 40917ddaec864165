import time
from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.amounts import Match, TableOf, TableRow
from programmes.coverage import check_table
from programmes.data import Datum

COUNT = Datum("integer", 0, 12)
SIZE = Datum("choice", values=("micro", "small", "large"))
WORKS = Datum("boolean")
COST = Datum("money", 0, 100_000)
DATA = {"count": COUNT, "size": SIZE, "works": WORKS}


def table(*matches: Mapping[str, Match], by: tuple[str, ...]) -> TableOf:
    rows = tuple(TableRow(where=dict(where), amount_cents=1) for where in matches)
    return TableOf(kind="table", by=by, rows=rows)


def faults(rows: TableOf, data: Mapping[str, Datum]) -> list[tuple[object, str]]:
    wrongs = check_table(rows, {name: data[name] for name in rows.by}, ("amount",))
    return [(wrong.path, wrong.reason) for wrong in wrongs]


def test_exactly_500_euro_is_nobodys() -> None:
    more, less = Match(more_than_cents=50_000), Match(less_than_cents=50_000)
    found = faults(table({"cost": more}, {"cost": less}, by=("cost",)), {"cost": COST})
    assert found == [(("amount",), "nessuna riga vale per 500,00 euro")]


def test_exactly_500_euro_is_of_two_rows() -> None:
    more, less = Match(at_least_cents=50_000), Match(at_most_cents=50_000)
    found = faults(table({"cost": more}, {"cost": less}, by=("cost",)), {"cost": COST})
    assert found == [(("amount", "rows", 1), "due righe valgono per 500,00 euro")]


def test_a_table_closed_at_500_euro_is_accepted() -> None:
    more, less = Match(more_than_cents=50_000), Match(at_most_cents=50_000)
    assert not faults(table({"cost": more}, {"cost": less}, by=("cost",)), {"cost": COST})


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (None, date(2025, 12, 31), "il 01/01/2026"),
        (date(2026, 1, 1), None, "i giorni prima del 01/01/2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "i giorni prima del 01/01/2026"),
    ],
)
def test_days_without_a_row_are_told(first: date | None, last: date | None, told: str) -> None:
    born = Datum("date", date.min.toordinal(), date.max.toordinal())
    found = faults(table({"on": Match(from_on=first, to_on=last)}, by=("on",)), {"on": born})
    assert found == [(("amount",), f"nessuna riga vale per {told}")]


def test_the_other_variables_are_told_too() -> None:
    small = {"size": Match(one_of=("micro", "small"))}
    working = {"size": Match(one_of=("large",)), "works": Match(yes=True)}
    found = faults(table(small, working, by=("size", "works")), DATA)
    assert found == [(("amount",), "nessuna riga vale per «size» = large, «works» = no")]


def stretches(most: int) -> st.SearchStrategy[Match]:
    borders = st.tuples(st.integers(0, most), st.integers(0, most)).map(sorted)
    return borders.map(lambda pair: Match(at_least=pair[0], at_most=pair[1]))


ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "count": stretches(12),
            "size": st.sets(st.sampled_from(SIZE.values), min_size=1).map(
                lambda values: Match(one_of=tuple(sorted(values)))
            ),
            "works": st.booleans().map(lambda yes: Match(yes=yes)),
        },
    ),
    min_size=1,
    max_size=5,
)


def fits(where: Mapping[str, Match], count: int, size: str, works: bool) -> bool:
    number, choice, answer = where.get("count"), where.get("size"), where.get("works")
    return (
        (number is None or number.at_least <= count <= number.at_most)
        and (choice is None or size in choice.one_of)
        and (answer is None or answer.yes == works)
    )


@given(ROWS)
def test_the_first_value_at_fault_is_the_one_that_counting_finds(
    rows: list[dict[str, Match]],
) -> None:
    found = [reason for _, reason in faults(table(*rows, by=("count", "size", "works")), DATA)]
    for count, size, works in product(range(13), SIZE.values, (False, True)):
        serving = sum(fits(where, count, size, works) for where in rows)
        if serving != 1:
            value = f"«count» = {count}, «size» = {size}, «works» = {'sì' if works else 'no'}"
            words = "nessuna riga vale" if not serving else "due righe valgono"
            assert found == [f"{words} per {value}"]
            return
    assert found == []


def test_a_table_over_all_amounts_is_looked_through_at_once() -> None:
    cost = Datum("money", 0, 10**10)
    rows = [
        {"a": Match(at_least_cents=n * 1000, less_than_cents=(n + 1) * 1000)} for n in range(200)
    ]
    start = time.process_time()
    found = faults(table(*rows, by=("a", "b", "c")), {"a": cost, "b": cost, "c": cost})
    assert time.process_time() - start < 1
    assert "2.000,00 euro" in found[0][1]
