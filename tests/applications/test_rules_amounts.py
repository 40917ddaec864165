from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calls import Instalment
from services.applications.rules.amounts import Computed, award, award_cents, instalments, missing
from services.applications.rules.explanation import Node
from tests.applications.drafts import facts, group, line, money, question, requirement

MONEY = st.integers(0, 10**9)
CHOICES = ["childcare", "summer", "residential"]
QUESTIONS = [
    money("cost_cents"),
    money("paid_cents", required=False),
    money("isee_cents"),
    question("firms"),
    question("agreements"),
    question("resident_years"),
    question("disability", "boolean"),
    question("service", "choice", choices=CHOICES),
    question("from_on", "date"),
    question("to_on", "date"),
]


def computed(rule: dict[str, Any], **answers: Any) -> Computed:
    return of(rule, [], **answers)


def of(rule: dict[str, Any], groups: list[dict[str, Any]], **answers: Any) -> Computed:
    draft = line(questions=QUESTIONS, groups=groups, amount=rule)
    found = award(draft, facts(draft, answers))
    assert award_cents(draft, facts(draft, answers)) == found.cents == found.node.cents
    return found


def percent(of: Any, percent: int, **more: Any) -> dict[str, Any]:
    return {"kind": "percent", "of": of, "percent": percent, **more}


LECCO = percent("cost_cents", 20, cap_cents=40_000)


@pytest.mark.parametrize(
    ("cost", "award_", "sentence"),
    [
        (150_000, 30_000, "20% di 1.500,00 euro = 300,00 euro"),
        (200_000, 40_000, "20% di 2.000,00 euro = 400,00 euro"),
        (250_000, 40_000, "20% di 2.500,00 euro = 500,00 euro; massimo 400,00 euro"),
        (12_345, 2_469, "20% di 123,45 euro = 24,69 euro"),
        (4, 0, "20% di 0,04 euro = 0,00 euro"),
    ],
)
def test_a_percentage_is_rounded_down_and_capped(cost: int, award_: int, sentence: str) -> None:
    found = computed(LECCO, cost_cents=cost)
    assert (found.cents, found.node.sentence) == (award_, sentence)


def test_the_tree_says_what_was_read_and_where_it_comes_from() -> None:
    draft = line(questions=QUESTIONS, amount=LECCO | {"label": "Voucher", "article": "Articolo 5"})
    node = award(draft, facts(draft, {"cost_cents": 150_000})).node
    (cost,) = node.children
    assert (node.label, node.article, cost.sentence) == (
        "Voucher", "Articolo 5", "cost cents: 1.500,00 euro"
    )  # fmt: skip
    assert cost.read[0].model_dump() == {
        "path": "answers.cost_cents", "label": "cost cents", "value": 150_000,
        "shown": "1.500,00 euro", "source": "dichiarato nella domanda",
    }  # fmt: skip
    assert Node.model_validate_json(node.model_dump_json()) == node


def test_an_amount_without_its_answer_is_missing_and_never_zero() -> None:
    found = computed(LECCO)
    assert (found.cents, missing(found.node)) == (None, ("answers.cost_cents",))
    assert found.node.sentence == "Manca un dato per calcolare l'importo."


def test_a_line_that_does_not_say_how_much_awards_nothing_known() -> None:
    found = award(line(), facts(line()))
    assert (found.cents, found.node.sentence) == (None, "Il bando non dice ancora quanto spetta.")


def growing(first: int, further: int, cap: int) -> dict[str, Any]:
    cents = {"first_cents": first, "each_further_cents": further, "cap_cents": cap}
    return {"kind": "growing", "count": "agreements", **cents}


FIRMS = {
    "kind": "table",
    "by": ["firms"],
    "rows": [
        {"where": {"firms": {"at_most": 1}}, "rule": growing(120_000, 40_000, 200_000)},
        {"where": {"firms": {"at_least": 2, "at_most": 2}}, "rule": growing(15, 5, 30)},
        {"where": {"firms": {"at_least": 3}}, "rule": growing(220_000, 60_000, 400_000)},
    ],
}


@pytest.mark.parametrize(
    ("firms", "agreements", "euros"),
    [(1, 1, 1200), (1, 3, 2000), (1, 4, 2000), (3, 2, 2800), (5, 4, 4000), (1, 0, 0)],
)
def test_a_table_by_two_variables_grows_up_to_its_cap(
    firms: int, agreements: int, euros: int
) -> None:
    assert computed(FIRMS, firms=firms, agreements=agreements).cents == euros * 100


def test_a_growing_amount_tells_how_it_grew() -> None:
    (row,) = computed(FIRMS, firms=1, agreements=4).node.children
    assert row.sentence == "1.200,00 + 3 volte 400,00 = 2.400,00 euro; massimo 2.000,00 euro"


BANDS = {
    "kind": "table",
    "by": ["cost_cents"],
    "rows": [
        {"where": {"cost_cents": {"more_than_cents": 50_000}}, "amount_cents": 10_000},
        {
            "where": {"cost_cents": {"more_than_cents": 30_000, "less_than_cents": 50_000}},
            "amount_cents": 6_000,
        },
        {"where": {"cost_cents": {"less_than_cents": 30_000}}, "amount_cents": 0},
    ],
}


@pytest.mark.parametrize(
    ("cost", "award_"),
    [(52_000, 10_000), (50_001, 10_000), (49_999, 6_000), (30_001, 6_000), (29_999, 0)],
)
def test_a_band_has_the_borders_of_its_text(cost: int, award_: int) -> None:
    assert computed(BANDS, cost_cents=cost).cents == award_


@pytest.mark.parametrize("cost", [50_000, 30_000])
def test_exactly_on_a_border_that_nobody_wrote_the_amount_is_not_known(cost: int) -> None:
    found = computed(BANDS, cost_cents=cost)
    told = f"La tabella non dice quanto spetta per «cost cents» = {cost // 100},00 euro."
    assert (found.cents, found.node.sentence) == (None, told)


THREE = {
    "kind": "table",
    "by": ["service", "disability", "from_on"],
    "rows": [
        {"where": {"service": {"one_of": ["childcare"]}}, "amount_cents": 1},
        {"where": {"service": {"one_of": ["summer"]}, "disability": {"yes": True}},
         "amount_cents": 2},
        {"where": {"service": {"one_of": ["summer"]}, "disability": {"yes": False},
                   "from_on": {"from_on": "2024-01-01"}}, "amount_cents": 3},
        {"where": {"service": {"one_of": ["summer"]}, "disability": {"yes": False},
                   "from_on": {"to_on": "2023-12-31"}}, "amount_cents": 4},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "award_"),
    [
        ({"service": "childcare"}, 1),
        ({"service": "summer", "disability": True}, 2),
        ({"service": "summer", "disability": False, "from_on": "2024-01-01"}, 3),
        ({"service": "summer", "disability": False, "from_on": "2023-12-31"}, 4),
        ({"service": "summer", "disability": False}, None),
        ({"disability": True}, None),
    ],
)
def test_a_table_waits_only_for_the_data_that_its_rows_ask_for(
    answers: dict[str, Any], award_: int | None
) -> None:
    assert computed(THREE, **answers).cents == award_


SUMMER = {
    "kind": "days_within",
    "of": "cost_cents",
    "from_on": "from_on",
    "to_on": "to_on",
    "by": "service",
    "windows": {
        "childcare": {"from_on": "2017-09-01", "to_on": "2017-12-31"},
        "summer": {"from_on": "2017-07-01", "to_on": "2017-08-31"},
    },
}


@pytest.mark.parametrize(
    ("service", "from_on", "to_on", "within"),
    [
        ("summer", "2017-06-20", "2017-07-10", 42_857),
        ("summer", "2017-07-01", "2017-08-31", 90_000),
        ("summer", "2017-08-31", "2017-09-01", 45_000),
        ("summer", "2017-09-01", "2017-09-10", 0),
        ("residential", "2017-07-01", "2017-07-10", 0),
        ("summer", "2017-07-10", "2017-07-01", 0),
    ],
)
def test_only_the_days_of_the_period_count(
    service: str, from_on: str, to_on: str, within: int
) -> None:
    days = {"service": service, "from_on": from_on, "to_on": to_on}
    assert computed(SUMMER, cost_cents=90_000, **days).cents == within


def test_a_stretch_of_days_is_told() -> None:
    days = {"service": "summer", "from_on": "2017-06-20", "to_on": "2017-07-10"}
    found = computed(percent(SUMMER, 20, cap_cents=40_000), cost_cents=90_000, **days)
    assert (found.cents, found.node.children[0].sentence) == (
        8_571,
        "10 giorni su 21 dal 1º luglio 2017 al 31 agosto 2017: 10/21 di 900,00 euro = 428,57 euro",
    )


CHILDREN = group(
    "children",
    [money("cost_cents"), question("hours"), question("birth_on", "date", age_at="filed_on")],
    item_requirements=[requirement("item.hours >= 6", sentence_no="Meno di 6 ore.")],
)
HALF = {"kind": "each", "of": "children", "rule": percent("cost_cents", 50, cap_cents=35_000)}


@pytest.mark.parametrize(
    ("costs", "award_"),
    [([(60_000, 8)], 30_000), ([(90_000, 8)], 35_000), ([(40_000, 5)], 0),
     ([(60_000, 8), (90_000, 8)], 65_000), ([(60_000, 5), (90_000, 8)], 35_000)],
)  # fmt: skip
def test_each_counted_child_gives_its_part(costs: list[tuple[int, int]], award_: int) -> None:
    children = [{"cost_cents": cost, "hours": hours} for cost, hours in costs]
    assert of(HALF, [CHILDREN], children=children).cents == award_


def test_what_is_read_in_an_item_is_named_after_the_item() -> None:
    children = [{"cost_cents": 1, "hours": 1}, {"cost_cents": 60_000, "hours": 8}]
    found = of(HALF, [CHILDREN], children=children)
    child = found.node.children[1]
    assert child.children[0].read[0].path == "children[1].cost_cents"
    assert (child.label, found.node.sentence) == (
        "figlio 2", "Somma per ogni figlio che conta: 1 = 300,00 euro"
    )  # fmt: skip


def test_an_item_of_which_it_is_not_known_whether_it_counts_has_no_sum() -> None:
    children = [{"cost_cents": 60_000, "hours": 8}, {"cost_cents": 60_000}]
    found = of(HALF, [CHILDREN], children=children)
    assert (found.cents, missing(found.node)) == (None, ("children[1].hours",))


MONTHS = group("months", [money("cost_cents")], item_label="mese")
MONTHLY = {
    "kind": "each", "of": "months", "at_most": 8, "cap_cents": 160_000,
    "rule": {"kind": "declared", "of": "cost_cents", "cap_cents": 20_000},
}  # fmt: skip


def test_eight_months_count_and_each_up_to_its_cap() -> None:
    costs = [250, 250, 180, 200, 300, 300, 300, 300, 300]
    months = [{"cost_cents": cost * 100} for cost in costs]
    assert of(MONTHLY, [MONTHS], months=months).cents == 158_000


WEEKS = group("weeks", [question("child", "text"), money("cost_cents")], item_label="settimana")
WEEKLY = {
    "kind": "each", "of": "weeks", "unit": "child", "cap_unit_cents": 30_000,
    "rule": {"kind": "declared", "of": "cost_cents", "cap_cents": 10_000},
}  # fmt: skip


@pytest.mark.parametrize(
    ("weeks", "award_"),
    [
        ({"a": [120, 120, 120]}, 300),
        ({"a": [70, 70, 70, 70, 70]}, 300),
        ({"a": [90, 60]}, 150),
        ({"a": [100, 100, 100, 100], "b": [50]}, 350),
    ],
)
def test_a_cheap_week_leaves_money_for_further_ones(
    weeks: dict[str, list[int]], award_: int
) -> None:
    items = [{"child": child, "cost_cents": 100 * cost} for child in weeks for cost in weeks[child]]
    assert of(WEEKLY, [WEEKS], weeks=items).cents == award_ * 100


def test_what_a_unit_has_left_is_told() -> None:
    items = [{"child": "a", "cost_cents": 7_000}] * 5
    last = of(WEEKLY, [WEEKS], weeks=items).node.children[4]
    assert last.sentence == "Importo dichiarato: 70,00 euro; ne restano 20,00 euro"


PER_YEARS = {
    "kind": "table",
    "by": ["resident_years"],
    "rows": [
        {"where": {"resident_years": {"at_least": 5}}, "amount_cents": 56_000},
        {"where": {"resident_years": {"less_than": 5}}, "amount_cents": 28_000},
    ],
}
FAMILY = {
    "kind": "lowest",
    "rules": [
        {
            "kind": "sum",
            "rules": [
                {"kind": "times", "count": "children_count", "of": PER_YEARS},
                {"kind": "fixed", "amount_cents": 10_000, "when": "answers.disability"},
            ],
        },
        {"kind": "declared", "of": "cost_cents"},
    ],
}


@pytest.mark.parametrize(
    ("children", "years", "disability", "cost", "euros"),
    [(2, 5, False, 2000, 1120), (2, 4, True, 2000, 660), (1, 6, True, 300, 300)],
)
def test_a_tariff_never_goes_above_the_documented_cost(
    children: int, years: int, disability: bool, cost: int, euros: int
) -> None:
    items = [{"cost_cents": 1, "hours": 6}] * children
    answers = {"children": items, "resident_years": years, "disability": disability}
    assert of(FAMILY, [CHILDREN], cost_cents=cost * 100, **answers).cents == euros * 100


def test_a_condition_that_waits_for_a_datum_makes_no_amount() -> None:
    items = [{"cost_cents": 1, "hours": 6}]
    found = of(FAMILY, [CHILDREN], cost_cents=100, children=items, resident_years=5)
    assert (found.cents, missing(found.node)) == (None, ("answers.disability",))


EXCESS = {"kind": "excess", "of": "cost_cents", "above": "paid_cents"}
BY_ISEE = {
    "kind": "table",
    "by": ["isee_cents"],
    "rows": [
        {"where": {"isee_cents": {"at_most_cents": 2_000_000}}, "rule": EXCESS},
        {"where": {"isee_cents": {"more_than_cents": 2_000_000}},
         "rule": EXCESS | {"cap_cents": 10_000}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("isee", "fee", "award_"),
    [(2_000_000, 50_000, 22_727), (2_000_001, 50_000, 10_000), (2_500_000, 33_000, 5_727),
     (1_500_000, 27_000, 0), (1_500_000, 27_273, 0)],
)  # fmt: skip
def test_what_exceeds_another_benefit_changes_at_the_cent_of_the_isee(
    isee: int, fee: int, award_: int
) -> None:
    assert computed(BY_ISEE, isee_cents=isee, cost_cents=fee, paid_cents=27_273).cents == award_


def test_ten_months_pay_ten_times_up_to_their_number() -> None:
    rule = {"kind": "times", "count": "firms", "of": "cost_cents", "at_most": 10}
    found = computed(rule, firms=11, cost_cents=20_000)
    assert (found.cents, found.node.sentence) == (
        200_000, "10 volte 200,00 euro (al massimo 10 volte) = 2.000,00 euro"
    )  # fmt: skip


COSTS = st.lists(st.tuples(MONEY, st.integers(0, 12)), max_size=6)


@given(COSTS)
def test_the_parts_of_an_award_add_up_to_it(costs: list[tuple[int, int]]) -> None:
    children = [{"cost_cents": cost, "hours": hours} for cost, hours in costs]
    found = of(HALF, [CHILDREN | {"minimum": 0}], children=children)
    assert found.cents == sum(child.cents or 0 for child in found.node.children)
    assert found.cents <= 35_000 * len(children)


@given(MONEY, MONEY, st.integers(1, 100), st.integers(1, 10**8))
def test_a_percentage_grows_with_the_cost_up_to_its_cap(
    cost: int, more: int, percent_: int, cap: int
) -> None:
    rule = percent("cost_cents", percent_, cap_cents=cap)
    less, greater = (computed(rule, cost_cents=c).cents for c in (cost, cost + more))
    assert less is not None
    assert greater is not None
    assert 0 <= less <= greater <= min(cap, cost + more)


@given(st.lists(MONEY, max_size=8))
def test_no_unit_gets_more_than_its_cap(costs: list[int]) -> None:
    items = [{"child": "ab"[n % 2], "cost_cents": cost} for n, cost in enumerate(costs)]
    found = of(WEEKLY, [WEEKS | {"minimum": 0}], weeks=items)
    for child in (0, 1):
        assert sum(each.cents or 0 for each in found.node.children[child::2]) <= 30_000


@given(st.integers(0, 10**9), st.lists(st.integers(1, 99), max_size=5))
def test_instalments_add_up_to_the_award_to_the_cent(amount: int, percents: list[int]) -> None:
    shares = [percent for n, percent in enumerate(percents) if sum(percents[: n + 1]) < 100]
    shares = [*shares, 100 - sum(shares)]
    rules = [Instalment(id=f"r{n}", label="Rata", percent=p) for n, p in enumerate(shares)]
    parts = instalments(amount, rules)
    assert (sum(parts), len(parts)) == (amount, len(rules))
    assert min(parts) >= 0


def test_without_rules_the_award_is_paid_in_one_piece() -> None:
    assert instalments(160_000, ()) == (160_000,)
