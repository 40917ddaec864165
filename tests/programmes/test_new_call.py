"""A call written by data only, from a page: its borders, as an official would try them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from programmes.files import Programmes, load_programmes
from programmes.publication import complete, missing
from services.applications.rules.answers import problems
from services.applications.rules.documents import due
from services.applications.rules.explanation import Outcome
from services.applications.rules.facts import facts_of
from services.applications.rules.ranking import order
from services.applications.rules.settlement import Report, advance_cents, settle
from services.applications.rules.standing import Candidate
from tests.programmes.families import CALL, CHILD, OTHER_CHILD, application, child, week


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return load_programmes()


def unmet(outcome: Outcome) -> list[str]:
    return [finding.requirement for finding in outcome.findings if finding.answer == "no"]


def test_the_new_call_lacks_nothing_to_be_published(programmes: Programmes) -> None:
    call = programmes.calls[CALL].latest
    assert missing(call, programmes.body_on("legnano", date(2016, 5, 2))) == ()
    assert complete(call).line("castanese").budget_cents == 1_800_000


@pytest.mark.parametrize("district", ["legnanese", "castanese"])
def test_a_section_is_for_the_municipalities_of_its_district(
    programmes: Programmes, district: str
) -> None:
    alliance = programmes.alliances["legnano"]
    answers = {
        code: unmet(application(district, code).outcome(programmes)) == []
        for code in alliance.municipalities
    }
    theirs = next(each for each in alliance.districts if each.id == district).municipalities
    assert {code for code, admitted in answers.items() if admitted} == set(theirs)


@pytest.mark.parametrize(
    ("isee_cents", "expected_cents"),
    [
        (1_000_000, 8_000),
        (1_000_001, 6_000),
        (1_800_000, 6_000),
        (1_800_001, 4_000),
        (2_500_000, 4_000),
    ],
)
def test_each_band_of_isee_ends_at_its_last_cent(
    programmes: Programmes, isee_cents: int, expected_cents: int
) -> None:
    outcome = application(isee_cents=isee_cents).outcome(programmes)
    assert (outcome.answer, outcome.amount_cents) == ("yes", expected_cents)


def test_an_isee_one_cent_above_the_threshold_is_a_no(programmes: Programmes) -> None:
    outcome = application(isee_cents=2_500_001).outcome(programmes)
    assert unmet(outcome) == ["isee"]
    assert outcome.findings[2].sentence == "L'ISEE è 25.000,01 euro: il limite è 25.000,00 euro."


@pytest.mark.parametrize(
    ("costs", "expected_cents"),
    [
        ([12_000], 9_000),
        ([12_000] * 3, 27_000),
        ([12_000] * 4, 27_000),
        ([5_000] * 7, 27_000),
        ([5_000] * 6, 24_000),
    ],
)
def test_a_cheaper_week_leaves_the_rest_to_the_others(
    programmes: Programmes, costs: Sequence[int], expected_cents: int
) -> None:
    weeks = [week(cost, day=13 + number) for number, cost in enumerate(costs)]
    assert application(weeks=weeks).outcome(programmes).amount_cents == expected_cents


def test_each_child_has_a_ceiling_of_its_own(programmes: Programmes) -> None:
    both = application(
        children=[child(), child(tax_code=OTHER_CHILD)],
        weeks=[
            week(12_000, day, child_tax_code=code)
            for code in (CHILD, OTHER_CHILD)
            for day in (13, 20, 27, 28)
        ],
    )
    assert both.outcome(programmes).amount_cents == 2 * 27_000


@pytest.mark.parametrize(("hours", "expected_cents"), [(9, 12_000), (10, 16_000)])
def test_a_grandparent_of_ten_hours_is_worth_forty_euro(
    programmes: Programmes, hours: int, expected_cents: int
) -> None:
    weeks = [week(10_000), week(10_000, day=20)]
    case = application(grandparent_hours=hours, isee_cents=1_500_000, weeks=weeks)
    assert case.outcome(programmes).amount_cents == expected_cents


def test_nobody_gets_more_than_the_weeks_cost(programmes: Programmes) -> None:
    case = application(grandparent_hours=10, weeks=[week(3_000)])
    assert case.outcome(programmes).amount_cents == 3_000


@pytest.mark.parametrize(
    ("birth_on", "disability", "counts"),
    [
        ("2013-05-03", False, False),
        ("2013-05-02", False, True),
        ("2002-05-03", False, True),
        ("2002-05-02", False, False),
        ("1998-05-03", True, True),
        ("1998-05-02", True, False),
    ],
)
def test_a_child_counts_from_three_to_thirteen_or_seventeen(
    programmes: Programmes, birth_on: str, *, disability: bool, counts: bool
) -> None:
    only = child(birth_on, disability=disability)
    outcome = application(children=[only], disability=disability).outcome(programmes)
    assert outcome.items[0].counted is counts
    assert outcome.answer == ("yes" if counts else "no")


def test_a_certified_disability_asks_no_isee_and_gives_four_fifths(
    programmes: Programmes,
) -> None:
    answers: Mapping[str, Any] = {"disability": True, "children": [child(disability=True)]}
    outcome = application(**answers, isee_cents=9_000_000).outcome(programmes)
    assert (outcome.answer, outcome.amount_cents) == ("yes", 8_000)
    assert outcome.findings[2].answer == "not_applicable"


@pytest.mark.parametrize(("hours", "expected_cents"), [(19, 0), (20, 8_000)])
def test_a_week_needs_twenty_hours(programmes: Programmes, hours: int, expected_cents: int) -> None:
    outcome = application(weeks=[week(10_000, hours=hours)]).outcome(programmes)
    assert outcome.amount_cents == expected_cents


def test_weeks_of_a_child_for_whom_the_other_parent_asked_do_not_count(
    programmes: Programmes,
) -> None:
    earlier = {"child-once": {"applications": 0, "units": {CHILD: {"applications": 1}}}}
    outcome = application().changed({"earlier": earlier}).outcome(programmes)
    assert unmet(outcome) == ["weeks"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["identity", "isee", "enrolment"]),
        ({"disability": True}, ["identity", "disability", "enrolment"]),
        ({"single_parent": True}, ["identity", "isee", "enrolment", "single-parent"]),
    ],
)
def test_only_the_papers_of_the_case_are_asked(
    programmes: Programmes, answers: Mapping[str, Any], expected: Sequence[str]
) -> None:
    case = application(**answers)
    facts = facts_of(case.form(programmes), case.declared(programmes))
    assert [document.id for document in due(case.form(programmes), facts)] == expected


def test_the_same_week_of_the_same_child_cannot_be_sent_twice(programmes: Programmes) -> None:
    case = application(weeks=[week(5_000), week(6_000)])
    errors = problems(case.form(programmes), case.told["answers"], case.declared(programmes))
    assert [(error.field, error.sentence) for error in errors] == [
        (
            "weeks",
            "La stessa settimana della stessa figlia o dello stesso figlio è scritta due volte.",
        )
    ]


def test_a_complete_application_of_the_new_call_can_be_sent(programmes: Programmes) -> None:
    case = application()
    answers = case.told["answers"]
    assert problems(case.form(programmes), answers, case.declared(programmes)) == []


def test_single_parents_come_first_then_no_isee_then_the_lower_one_then_arrival(
    programmes: Programmes,
) -> None:
    waiting = {
        "higher": application(isee_cents=1_500_001),
        "lower": application(isee_cents=1_500_000),
        "lower-later": application(isee_cents=1_500_000),
        "disability": application(disability=True),
        "single": application(single_parent=True, isee_cents=2_500_000),
    }
    line = application().form(programmes)
    assert line.ranking is not None
    candidates = [
        Candidate(name, facts_of(line, case.declared(programmes)), arrival)
        for arrival, (name, case) in enumerate(waiting.items())
    ]
    expected = ["single", "disability", "lower", "lower-later", "higher"]
    assert order(line.ranking, candidates) == expected


def test_half_is_advanced_and_what_was_not_spent_comes_back(programmes: Programmes) -> None:
    case = application(weeks=[week(12_000), week(12_000, day=20)])
    line = case.form(programmes)
    spent = application(weeks=[week(10_000)])
    report = Report(facts_of(line, spent.declared(programmes)), paid_cents=9_000)
    granted = case.outcome(programmes).amount_cents or 0
    assert (granted, advance_cents(line, granted)) == (18_000, 9_000)
    closed = settle(line, granted, report)
    assert (closed.admitted, closed.recovery) == (8_000, 1_000)


def test_the_second_district_writes_only_its_money_and_its_municipalities(
    programmes: Programmes,
) -> None:
    first, second = programmes.calls[CALL].latest.lines
    fields = type(first).model_fields
    differing = {name for name in fields if getattr(first, name) != getattr(second, name)}
    assert differing == {"id", "title", "budget_cents", "territory"}
