import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.conditions import problem
from programmes.expressions import compiled, in_cents, paths
from programmes.files import load_programmes
from programmes.scope import Scope, scope_of
from tests.programmes.world import GOOD

LINE = load_programmes(GOOD).calls["FAMIGLIE-2026"].latest.line("nord")
HERE = scope_of(LINE)
PIECES = st.sampled_from(
    [
        *(
            "answers.work",
            "answers.isee_cents",
            "answers.children",
            "item.birth_years",
            "territory",
        ),
        *("computed.children_count", "filing.on", "eur('1.00')", "'employee'", "3", "true", "x"),
        *(" == ", " && ", " || ", " < ", " in ", "!", "(", ")", "[", "]", ".exists(x, ", ".size()"),
        *("?", ":", " + ", "/", ".", "'", '"', "\n", "é", "{", "}", "null", "has(", "-"),
    ]
)


@pytest.mark.parametrize(
    ("source", "cents"),
    [
        ("answers.a <= eur('25000.00')", "answers.a <= 2500000"),
        ('answers.a <= eur( "0.05" )', "answers.a <= 5"),
        ("answers.a > eur('0.00')", "answers.a > 0"),
        ("answers.a == 'eur(1.00)'", "answers.a == 'eur(1.00)'"),
    ],
)
def test_an_amount_in_an_expression_is_written_in_euro(source: str, cents: str) -> None:
    assert in_cents(source) == cents


def test_an_amount_is_compared_to_the_cent() -> None:
    limit = compiled("answers.isee_cents <= eur('20000.00')")
    assert limit.execute({"answers": {"isee_cents": 2_000_000}}) is True
    assert limit.execute({"answers": {"isee_cents": 2_000_001}}) is False


def test_the_data_of_an_expression_are_told_in_order() -> None:
    source = "answers.children.exists(c, c.disability) && filing.on <= answers.return_until_on"
    assert paths(source) == ("answers.children", "filing.on", "answers.return_until_on")


@pytest.mark.parametrize(
    "source",
    [
        "answers.work in ['employee', 'self-employed']",
        "answers.children.all(child, child.birth_years < 12 && child.cost_cents > eur('1.00'))",
        "computed.children_cost_cents_total <= eur('9000.00')",
        "earlier.one_a_year.applications == 0 && earlier.child.cents < eur('1500.00')",
        "applicant.age_years >= 18 && applicant.kind == 'person'",
        "territory.exists(place, applicant.municipality.startsWith(place))",
        "size(answers.children.filter(child, child.disability)) > 1",
        "answers.isee_cents / answers.weekly_hours > eur('3.00')",
    ],
)
def test_what_the_house_provides_can_be_asked(source: str) -> None:
    assert problem(source, HERE) is None


def test_an_item_is_read_inside_its_group_only() -> None:
    group = LINE.groups[0]
    assert problem("item.birth_months >= 3", HERE.inside(group)) is None
    assert problem("item.birth_months >= 3", HERE) == (
        "«item» si legge solo dentro un gruppo o in una regola «each»"
    )


def test_the_field_of_a_member_is_checked_like_an_answer() -> None:
    source = "answers.children.exists(child, child.birth_years == 'tre')"
    assert problem(source, HERE) == (
        "«child.birth_years» è un numero intero e non si confronta con «tre»"
    )


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_whatever_is_written_is_accepted_or_refused_and_never_breaks(pieces: list[str]) -> None:
    reason = problem("".join(pieces), HERE)
    assert reason is None or reason


@given(st.text(max_size=40))
def test_any_text_is_accepted_or_refused_and_never_breaks(source: str) -> None:
    assert problem(source, Scope({}, {}))
