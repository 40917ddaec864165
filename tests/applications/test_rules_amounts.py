import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.programmes import Instalment
from programmes.files import load_programmes
from services.applications.rules.amounts import amount_cents, instalments

CALLS = load_programmes().calls
ATS = CALLS["ATSMI-CC-2016"]
ADM = CALLS["ADM-2015"]
COUNTS = st.integers(1, 200)
COSTS = st.integers(1, 10**10)


def ats(firms: int, agreements: int) -> int:
    return amount_cents(ATS, "imprese", {"firms": firms, "agreements": agreements})


@pytest.mark.parametrize(
    ("firms", "agreements", "euros"),
    [(1, 1, 1200), (1, 3, 2000), (1, 4, 2000), (2, 4, 3000), (3, 2, 2800), (5, 4, 4000)],
)
def test_the_2016_table_awards_what_its_text_says(firms: int, agreements: int, euros: int) -> None:
    assert ats(firms, agreements) == euros * 100


def test_sixteen_hundred_euros_are_paid_in_two_instalments() -> None:
    assert ats(1, 2) == 160_000
    assert instalments(160_000, ATS.line("imprese").instalments) == (112_000, 48_000)


@given(COUNTS, COUNTS)
def test_the_2016_award_stays_between_its_floor_and_its_cap(firms: int, agreements: int) -> None:
    assert 120_000 <= ats(firms, agreements) <= 400_000


@given(COUNTS, COUNTS)
def test_one_more_agreement_or_firm_never_awards_less(firms: int, agreements: int) -> None:
    award = ats(firms, agreements)
    assert award <= ats(firms, agreements + 1)
    assert award <= ats(firms + 1, agreements)


@pytest.mark.parametrize(
    ("cost", "award"), [(100, 50), (101, 50), (159_999, 79_999), (160_000, 80_000), (10**9, 80_000)]
)
def test_a_voucher_is_half_the_cost_up_to_its_cap(cost: int, award: int) -> None:
    assert amount_cents(ADM, "II", {"cost_cents": cost}) == award


@given(st.sampled_from(["I", "II"]), COSTS, COSTS)
def test_a_percentage_is_capped_and_grows_with_the_cost(line: str, cost: int, more: int) -> None:
    award = amount_cents(ADM, line, {"cost_cents": cost})
    assert 0 <= award <= min(cost, 450_000)
    assert award <= amount_cents(ADM, line, {"cost_cents": cost + more})


def test_an_amount_without_its_answer_does_not_exist() -> None:
    with pytest.raises(KeyError, match="cost_cents"):
        amount_cents(ADM, "I", {})


def test_a_line_that_the_call_does_not_have_has_no_amount() -> None:
    with pytest.raises(LookupError, match="ADM-2015 has no line III"):
        amount_cents(ADM, "III", {"cost_cents": 100})


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
