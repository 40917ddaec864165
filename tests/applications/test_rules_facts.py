from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calls import LineDraft
from services.applications.rules import day
from services.applications.rules.facts import Earlier
from tests.applications.drafts import facts, group, line, money, question, requirement

CHILD = line(questions=[question("birth_on", "date", age_at="filed_on")])
RETURN = line(questions=[question("return_on", "date", term_months=2)])
IN_DAYS = line(questions=[question("return_on", "date", term_days=60)])
ROLLING_DAYS = line(questions=[question("return_on", "date", term_days=60, term_rolls=True)])
ROLLING = line(questions=[question("return_on", "date", term_months=2, term_rolls=True)])
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth_on", "filed_on", "years", "months"),
    [
        ("2013-05-06", date(2025, 5, 5), 11, 143),
        ("2013-05-05", date(2025, 5, 5), 12, 144),
        ("2013-05-04", date(2025, 5, 5), 12, 144),
        ("2025-02-05", date(2025, 5, 5), 0, 3),
        ("2025-02-06", date(2025, 5, 5), 0, 2),
        ("2016-02-29", date(2017, 2, 27), 0, 11),
        ("2016-02-29", date(2017, 2, 28), 1, 12),
        ("2016-02-29", date(2020, 2, 28), 3, 47),
        ("2016-02-29", date(2020, 2, 29), 4, 48),
        ("2024-11-30", date(2025, 2, 28), 0, 3),
        ("2025-05-05", date(2025, 5, 5), 0, 0),
    ],
)
def test_an_age_is_what_is_completed_on_the_day(
    birth_on: str, filed_on: date, years: int, months: int
) -> None:
    found = facts(CHILD, {"birth_on": birth_on}, filed_on=filed_on)["answers"]
    assert (found["birth_years"], found["birth_months"]) == (years, months)


def test_who_is_not_yet_born_has_no_age() -> None:
    assert facts(CHILD, {"birth_on": "2025-05-06"})["answers"] == {"birth_on": "2025-05-06"}


def test_an_age_may_be_counted_on_a_day_asked_later() -> None:
    questions = [question("birth_on", "date", age_at="hired_on"), question("hired_on", "date")]
    found = facts(line(questions=questions), {"birth_on": "1970-01-01", "hired_on": "2024-12-31"})
    assert found["answers"]["birth_years"] == 54


@given(DAYS, st.integers(0, 1200))
def test_months_completed_are_the_months_that_went_by(start: date, months: int) -> None:
    reached = day.months_later(start, months)
    assert day.months_completed(start, reached) == months
    assert day.months_completed(start, reached - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(
    ("return_on", "until_on", "rolled_on"),
    [
        ("2013-03-07", "2013-05-07", "2013-05-07"),
        ("2013-03-01", "2013-05-01", "2013-05-02"),
        ("2012-12-31", "2013-02-28", "2013-02-28"),
        ("2013-02-05", "2013-04-05", "2013-04-05"),
        ("2015-02-06", "2015-04-06", "2015-04-07"),
        ("2026-08-04", "2026-10-04", "2026-10-05"),
        ("2013-03-04", "2013-05-04", "2013-05-04"),
    ],
)
def test_a_term_in_months_ends_on_the_same_day(
    return_on: str, until_on: str, rolled_on: str
) -> None:
    answers = {"return_on": return_on}
    assert facts(RETURN, answers)["answers"]["return_until_on"] == until_on
    assert facts(ROLLING, answers)["answers"]["return_until_on"] == rolled_on


def test_a_term_beyond_the_calendar_does_not_exist() -> None:
    assert facts(RETURN, {"return_on": "9999-12-01"})["answers"] == {"return_on": "9999-12-01"}


def test_a_person_has_an_age_and_a_firm_has_none() -> None:
    birth_on = date(1990, 5, 6)
    assert facts(CHILD, birth_on=birth_on)["applicant"]["age_years"] == 34
    assert "age_years" not in facts(CHILD, birth_on=birth_on, applicant_kind="firm")["applicant"]


def test_what_is_not_known_is_no_fact() -> None:
    found = facts(CHILD)
    assert found["applicant"] == {"kind": "person", "municipality": "015070"}
    assert (found["network"], found["answers"]) == ({}, {})
    assert facts(CHILD, member=False, in_territory=False)["network"] == {"member": False}


def test_the_day_of_filing_and_earlier_applications_are_facts() -> None:
    found = facts(CHILD, earlier={"one-a-year": Earlier(2, 5_000)})
    assert found["filing"] == {"on": "2025-05-05"}
    assert found["earlier"] == {"one_a_year": {"applications": 2, "cents": 5_000}}


ASKED = line(
    questions=[
        question("single", "boolean"),
        question("other_works", "boolean", asked_if="!answers.single"),
        question("hours", asked_if="answers.other_works"),
    ]
)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"single": True, "other_works": True, "hours": 3}, {"single": True}),
        ({"other_works": True}, {}),
        ({"single": False, "other_works": True, "hours": 3}, None),
        ({"single": False, "other_works": None, "hours": 3}, {"single": False}),
        ({"single": False, "unknown": 1}, {"single": False}),
    ],
)
def test_an_answer_to_what_is_not_asked_is_absent(
    answers: dict[str, Any], kept: dict[str, Any] | None
) -> None:
    assert facts(ASKED, answers)["answers"] == (answers if kept is None else kept)


def children(**more: Any) -> LineDraft:
    questions = [
        question("birth_on", "date", age_at="filed_on"),
        money("cost_cents"),
        money("meals_cents", asked_if="item.cost_cents > 1000", required=False),
    ]
    age = requirement("item.birth_years <= 11", "age")
    return line(groups=[group("children", questions, item_requirements=[age], **more)])


YOUNG = {"birth_on": "2020-01-01", "cost_cents": 60_000, "meals_cents": 100}
OLD = {"birth_on": "2010-01-01", "cost_cents": 70_000, "meals_cents": 100}


def test_an_item_that_does_not_meet_the_requirements_is_not_counted() -> None:
    found = facts(children(), {"children": [YOUNG, OLD, YOUNG]})
    assert found["counted"]["children"] == [True, False, True]
    assert found["computed"] == {
        "children_count": 2,
        "children_cost_cents_total": 120_000,
        "children_meals_cents_total": 200,
    }


def test_while_it_is_not_known_whether_an_item_counts_nothing_is_computed() -> None:
    found = facts(children(), {"children": [YOUNG, {"cost_cents": 1}]})
    assert (found["counted"]["children"], found["computed"]) == ([True, None], {})


def test_an_amount_that_was_not_told_has_no_total() -> None:
    found = facts(children(), {"children": [YOUNG, YOUNG | {"meals_cents": None}]})
    assert "children_meals_cents_total" not in found["computed"]


def test_an_amount_that_was_not_asked_adds_nothing_to_the_total() -> None:
    cheap = {"birth_on": "2020-01-01", "cost_cents": 500}
    found = facts(children(), {"children": [YOUNG, cheap]})
    assert found["computed"]["children_meals_cents_total"] == 100


@pytest.mark.parametrize(
    ("minimum", "answers", "computed"),
    [
        (0, {}, {"children_count": 0, "children_cost_cents_total": 0}),
        (0, {"children": []}, {"children_count": 0, "children_cost_cents_total": 0}),
        (1, {}, {}),
        (1, {"children": "x"}, {}),
    ],
)
def test_only_a_group_that_may_be_empty_is_empty_when_absent(
    minimum: int, answers: dict[str, Any], computed: dict[str, int]
) -> None:
    found = facts(children(minimum=minimum), answers)["computed"]
    assert {name: found[name] for name in computed} == computed
    assert bool(found) == bool(computed)


def test_a_group_that_is_not_asked_has_no_items() -> None:
    asked = children(asked_if="applicant.kind == 'firm'")
    found = facts(asked, {"children": [YOUNG]})
    assert (found["answers"], found["computed"]) == ({}, {"children_count": 0})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["birth_on", "cost_cents", "meals_cents"])


@given(JSON | st.lists(st.dictionaries(FIELDS, JSON), max_size=4))
def test_whatever_is_declared_gives_facts(items: object) -> None:
    found = facts(children(), {"children": items})
    assert set(found["answers"]) <= {"children"}


@pytest.mark.parametrize(
    ("return_on", "until"),
    [
        ("2013-03-06", "2013-05-05"),
        ("2013-01-01", "2013-03-02"),
        ("2012-01-01", "2012-03-01"),
        ("9999-12-01", None),
    ],
)
def test_a_term_in_days_does_not_count_the_first(return_on: str, until: str | None) -> None:
    found = facts(IN_DAYS, {"return_on": return_on})["answers"]
    assert found.get("return_until_on") == until


def test_a_term_in_days_that_ends_on_a_sunday_ends_on_monday() -> None:
    found = facts(ROLLING_DAYS, {"return_on": "2013-03-06"})["answers"]
    assert found["return_until_on"] == "2013-05-06"
