from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.calls import CallDraft
from services.applications.rules.comparison import Case, compare
from services.applications.rules.eligibility import judge
from services.applications.rules.facts import facts_of
from services.applications.rules.impact import Comparison
from tests.applications.drafts import call, declared, group, line, money, question, requirement

QUESTIONS = [money("isee_cents"), money("cost_cents"), question("agreement", "boolean")]


def version(number: int = 1, isee: int = 2_000_000, percent: int = 50, **more: Any) -> CallDraft:
    told = "ISEE {answers.isee_cents}."
    parts: dict[str, Any] = {
        "questions": QUESTIONS,
        "requirements": [requirement(f"answers.isee_cents <= {isee}", sentence_no=told)],
        "amount": {"kind": "percent", "of": "cost_cents", "percent": percent},
        "budget_cents": 100_000,
    }
    return call(line(**(parts | more)), version=number)


def case(place: int, isee: int, cost: int = 80_000, name: str = "L", **answers: Any) -> Case:
    told = {"isee_cents": isee, "cost_cents": cost, **answers}
    return Case(f"c{place}", name, declared(told), place, f"{place:07d}/2025")


CASES = [case(1, 1_000_000), case(2, 2_100_000), case(3, 1_900_000), case(4, 3_000_000)]


def groups(found: Comparison) -> dict[str, int]:
    return {name: many for name, many in found.groups.items() if many}


def test_a_higher_threshold_lets_more_in_and_the_money_ends_sooner() -> None:
    found = compare(version(), version(2, isee=2_500_000), CASES)
    assert (found.cases, groups(found)) == (4, {"newly_eligible": 1, "unchanged": 3})
    assert (found.awarded_before_cents, found.awarded_after_cents) == (80_000, 120_000)
    (only,) = found.lines
    assert (only.before.eligible, only.before.reached, only.before.reached_cents) == (2, 2, 80_000)
    assert (only.after.eligible, only.after.reached, only.after.reached_cents) == (3, 2, 80_000)
    assert [(move.id, move.group, move.sentence) for move in found.moves] == [
        ("c2", "newly_eligible", "Prima: ISEE 21.000,00 euro."),
        ("c3", "unchanged", "I fondi non la raggiungono più."),
    ]


def test_a_lower_threshold_says_which_condition_takes_each_out() -> None:
    found = compare(version(isee=2_500_000), version(2), CASES)
    taken, reached = found.moves
    assert (taken.group, taken.sentence) == ("no_longer_eligible", "Ora: ISEE 21.000,00 euro.")
    assert (taken.before.answer, taken.after.answer, taken.after.reached) == ("yes", "no", False)
    assert (reached.id, reached.sentence) == ("c3", "I fondi ora la raggiungono.")


def test_another_percentage_moves_amounts() -> None:
    up = compare(version(), version(2, percent=60), CASES)
    assert groups(up) == {"amount_up": 2, "unchanged": 2}
    assert up.moves[0].sentence == "L'importo passa da 400,00 euro a 480,00 euro."
    assert (up.moves[0].before.cents, up.moves[0].after.cents) == (40_000, 48_000)
    assert groups(compare(version(percent=60), version(2), CASES)) == {
        "amount_down": 2,
        "unchanged": 2,
    }


def test_the_same_version_moves_nobody() -> None:
    found = compare(version(), version(), CASES)
    assert (found.moves, groups(found)) == ((), {"unchanged": 4})


def test_nobody_overtakes_who_comes_before() -> None:
    cases = [case(1, 1, 160_000), case(2, 1, 80_000), case(3, 1, 20_000)]
    found = compare(version(), version(2, budget_cents=129_999), cases)
    assert (found.lines[0].before.reached, found.lines[0].after.reached) == (1, 2)


def test_a_budget_that_is_not_known_reaches_nobody_knows_whom() -> None:
    found = compare(version(budget_cents=None), version(2), CASES)
    assert (found.lines[0].before.reached, found.lines[0].after.reached) == (None, 2)


RANKING = {
    "criteria": [
        {"id": "a", "label": "Accordo", "article": "7", "points": "answers.agreement ? 5 : 0",
         "maximum": 5}
    ],
    "order": [{"by": "points", "order": "descending"}, {"by": "arrival"}],
}  # fmt: skip


def test_the_money_follows_the_ranking_of_each_version() -> None:
    cases = [case(1, 1, agreement=False), case(2, 1, agreement=False), case(3, 1, agreement=True)]
    found = compare(version(), version(2, ranking=RANKING), cases)
    assert {move.id: move.after.reached for move in found.moves} == {"c2": False, "c3": True}


def together(number: int = 1, budget: int = 100_000, **spender: Any) -> CallDraft:
    """Two lines that spend the budget of A."""
    made = version(number).lines[0]
    lines = made.model_copy(update={"id": "A", "title": "Prima", "budget_cents": budget})
    spends = {"id": "B", "budget_cents": None, "budget_of": "A", **spender}
    return call(lines, made.model_copy(update=spends), version=number)


def test_lines_that_spend_one_budget_are_served_in_one_order_of_arrival() -> None:
    cases = [case(1, 1, name="A"), case(2, 1, name="B"), case(3, 1, name="A"), case(4, 1, name="B")]
    found = compare(together(), together(2, budget=120_000), cases)
    assert {move.id: move.sentence for move in found.moves} == {"c3": "I fondi ora la raggiungono."}
    told = [(each.fund, each.after.budget_cents, each.after.reached) for each in found.lines]
    assert told == [(None, 120_000, 2), ("A", 120_000, 1)]
    assert [each.after.reached_cents for each in found.lines] == [80_000, 40_000]


def test_a_line_with_a_territory_of_its_own_is_judged_by_it() -> None:
    inside = {"requirements": [requirement("applicant.in_territory", sentence_no="Fuori.")]}
    before = version(**inside)
    after = version(2, **inside, territory=["016"])
    cases = [replace(each, declared=replace(each.declared, in_territory=True)) for each in CASES]
    found = compare(before, after, cases)
    assert groups(found) == {"no_longer_eligible": 4}
    assert found.moves[0].sentence == "Ora: Fuori."


def test_a_line_that_is_no_more_gives_a_no() -> None:
    before = call(line(id="A"), line(id="L", questions=QUESTIONS, budget_cents=1))
    found = compare(before, version(2), [case(1, 1, name="A"), case(2, 1)])
    assert [(each.line, each.cases) for each in found.lines] == [("A", 1), ("L", 1)]
    assert found.moves[0].sentence == "Ora: la sezione non c'è."


def test_a_question_that_is_new_leaves_the_old_cases_to_complete() -> None:
    asked = version(
        2,
        questions=[*QUESTIONS, question("works", "boolean")],
        requirements=[requirement("answers.works", sentence_missing="Manca il lavoro.")],
    )
    found = compare(version(), asked, CASES)
    assert [move.sentence for move in found.moves] == ["Ora: Manca il lavoro."] * 2
    assert {move.after.answer for move in found.moves} == {"to_complete"}


def test_a_comparison_is_kept_as_json_and_read_back() -> None:
    found = compare(version(), version(2, isee=2_500_000), CASES)
    assert Comparison.model_validate_json(found.model_dump_json()) == found


AMOUNTS = st.integers(0, 400)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=8), AMOUNTS, st.integers(1, 100), AMOUNTS)
def test_a_comparison_says_of_each_case_what_each_version_says(
    told: list[tuple[int, int]], isee: int, percent: int, budget: int
) -> None:
    before, after = version(isee=200), version(2, isee, percent, budget_cents=budget + 1)
    cases = [case(n, *each) for n, each in enumerate(told, 1)]
    found = compare(before, after, cases)
    for number, side in ((before, found.lines[0].before), (after, found.lines[0].after)):
        draft = number.line("L")
        judged = [judge(draft, facts_of(draft, each.declared)) for each in cases]
        eligible = [each.amount_cents or 0 for each in judged if each.answer == "yes"]
        assert (side.eligible, side.awarded_cents) == (len(eligible), sum(eligible))
        assert (side.reached_cents or 0) <= (side.budget_cents or 0)
    assert sum(found.groups.values()) == len(cases)


def children_version(number: int, hours: int, percent: int) -> CallDraft:
    rule = {"kind": "percent", "of": "cost_cents", "percent": percent, "cap_cents": 35_000}
    fields = [
        question("birth_on", "date", age_at="filed_on"),
        question("hours"),
        money("cost_cents"),
    ]
    return call(
        line(
            questions=QUESTIONS,
            groups=[
                group(
                    "children", fields,
                    item_requirements=[
                        requirement("item.birth_months >= 3 && item.birth_years <= 11", "age"),
                        requirement(f"item.hours >= {hours}", "hours"),
                    ],
                )
            ],
            requirements=[
                requirement("computed.children_count > 0", "children"),
                requirement("applicant.in_territory", "residence"),
                requirement("answers.isee_cents <= 2500000", "isee"),
            ],
            amount={"kind": "each", "of": "children", "rule": rule},
            budget_cents=10_000_000,
        ),
        version=number,
    )  # fmt: skip


def test_every_one_of_many_cases_is_counted_once() -> None:
    def family(place: int) -> Case:
        child = {"birth_on": f"20{10 + place % 15}-05-09", "hours": place % 9, "cost_cents": place}
        told = {"isee_cents": place * 300, "cost_cents": 1, "children": [child, child]}
        return Case(f"c{place}", "L", declared(told, in_territory=True), place)

    cases = [family(place) for place in range(500)]
    found = compare(children_version(1, 6, 50), children_version(2, 5, 40), cases)
    assert sum(found.groups.values()) == 500
