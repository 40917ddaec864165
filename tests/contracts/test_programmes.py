from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.programmes import Call, CountRow, Line, Municipality, TableByCount
from programmes.files import load_programmes

CALL = load_programmes().calls["ATSMI-CC-2016"]


def stored(**changes: object) -> dict[str, Any]:
    return CALL.model_dump(mode="json") | changes


def refusal(fields: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        Call.model_validate(fields)
    error = caught.value.errors()[0]
    return ".".join(map(str, error["loc"])), error["type"]


def test_a_call_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CALL.version = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("colore", 1, "extra_forbidden"),
        ("version", "1", "int_type"),
        ("version", True, "int_type"),
        ("review_days", 0, "greater_than_equal"),
        ("procedure", "asta", "literal_error"),
        ("opens_at", "2016-05-02T09:00:00", "timezone_aware"),
        ("closes_at", "2016-05-02T07:00:00Z", "window"),
        ("cup", "E44E", "cup-format"),
        ("lines", [], "too_short"),
    ],
)
def test_a_stored_call_of_the_wrong_shape_is_refused(field: str, value: object, kind: str) -> None:
    assert refusal(stored(**{field: value})) == (field, kind)


@pytest.mark.parametrize("budget", [60000.0, "60000.00", True])
def test_a_budget_is_whole_cents_and_nothing_else(budget: object) -> None:
    fields = stored()
    fields["lines"][0]["budget_cents"] = budget
    assert refusal(fields) == ("lines.0.budget_cents", "int_type")


def test_instants_are_kept_in_universal_time() -> None:
    call = Call.model_validate(stored(opens_at="2016-05-02T09:00:00+02:00"))
    assert call.opens_at == datetime(2016, 5, 2, 7, tzinfo=UTC)
    assert call.opens_at.tzinfo is UTC


def test_a_line_is_found_by_its_id() -> None:
    line: Line = CALL.line("imprese")
    assert line.question("firms") is not None
    assert line.question("cap") is None


@pytest.mark.parametrize(("day", "exists"), [(date(2019, 2, 7), True), (date(2019, 2, 8), False)])
def test_a_merged_municipality_ends_on_its_last_day(day: date, exists: bool) -> None:
    place = Municipality(
        istat="015235", name="Vermezzo", belfiore="L768", valid_to=date(2019, 2, 7)
    )
    assert place.exists_on(day) == exists


def row(first: int, last: int | None) -> CountRow:
    return CountRow(first=first, last=last, base_cents=100, each_further_cents=0, cap_cents=100)


def table(sizes: list[int], slip: int) -> TableByCount:
    starts = [1 + sum(sizes[:n]) for n in range(len(sizes) + 1)]
    rows = [row(start, following - 1) for start, following in pairwise(starts)]
    rows = [*rows, row(starts[-1] + slip, None)]
    return TableByCount(kind="table_by_count", rows_by="a", count="b", rows=tuple(rows))


SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=6)


@given(SIZES)
def test_a_table_that_covers_every_count_once_is_accepted(sizes: list[int]) -> None:
    assert len(table(sizes, 0).rows) == len(sizes) + 1


@given(SIZES, st.sampled_from([-1, 1]))
def test_a_table_with_a_gap_or_an_overlap_is_refused(sizes: list[int], slip: int) -> None:
    with pytest.raises(ValidationError, match=r"(nessuna riga|due righe) della tabella"):
        table(sizes, slip)
