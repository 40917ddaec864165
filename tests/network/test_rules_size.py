"""The size class of an enterprise, from its figures and its group."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.partnership import GroupLink, SizeDeclaration, YearFigures
from services.network.rules.size import size_of

MILLION = 100_000_000


def year(staff: str, turnover: float, balance: float) -> YearFigures:
    return YearFigures(
        year=2014, staff=Decimal(staff), turnover_cents=int(turnover * MILLION),
        balance_cents=int(balance * MILLION),
    )  # fmt: skip


def size_class(*years: YearFigures, **link: Any) -> str:
    links = (GroupLink(name="Gruppo", **link),) if link else ()
    return size_of(SizeDeclaration(years=years, links=links)).size_class


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("9", 2.5, 1.9), "micro"),
        (("49", 10.0, 12), "small"),
        (("50", 8, 8), "medium"),
        (("249", 50.1, 43.0), "medium"),
        (("249", 50.1, 43.1), "large"),
        (("9.99", 2, 2), "micro"),
        (("9.99", 2.01, 2.01), "small"),
        (("10", 1, 1), "small"),
        (("250", 1, 1), "large"),
    ],
)
def test_staff_and_one_of_two_money_limits_make_the_class(
    figures: tuple[str, float, float], expected: str
):
    assert size_class(year(*figures)) == expected


def test_a_linked_group_is_counted_whole():
    assert size_class(year("8", 1, 1), percent=Decimal(60), staff=Decimal(400)) == "large"
    found = size_of(
        SizeDeclaration(
            years=(year("8", 1, 1),),
            links=(GroupLink(name="Gruppo X", percent=Decimal(60), staff=Decimal(400)),),
        )
    )
    assert found.reasons == (
        "Gruppo X (60%): collegata, contata per intero.",
        "Unità lavorative 408, fatturato 1.000.000,00 euro, bilancio 1.000.000,00 euro.",
        "Classe: grande impresa.",
    )


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("24.99", "micro"), ("25", "medium"), ("50", "medium"), ("50.01", "large")],
)
def test_a_partner_counts_by_its_share(percent: str, expected: str):
    found = size_class(year("8", 1, 1), percent=Decimal(percent), staff=Decimal(400))
    assert found == expected


def test_a_town_that_holds_a_third_makes_it_no_small_firm():
    town = {"percent": Decimal(30), "kind": "local_authority", "inhabitants": 60_000}
    assert size_class(year("8", 1, 1), **town, budget_cents=40 * MILLION) == "not_sme"


@pytest.mark.parametrize(
    ("percent", "inhabitants", "budget", "expected"),
    [
        ("30", 4_999, 9.99, "micro"),
        ("30", 5_000, 9.99, "not_sme"),
        ("30", 4_999, 10, "not_sme"),
        ("50.01", 4_999, 9.99, "not_sme"),
        ("24.99", 60_000, 40, "micro"),
    ],
)
def test_a_small_town_may_hold_up_to_a_half(
    percent: str, inhabitants: int, budget: float, expected: str
):
    town = {"kind": "local_authority", "inhabitants": inhabitants}
    cents = int(budget * MILLION)
    assert size_class(
        year("8", 1, 1), percent=Decimal(percent), budget_cents=cents, **town
    ) == expected  # fmt: skip


def test_what_a_town_is_held_by_matters_not_what_it_holds():
    held = {"percent": Decimal(100), "kind": "public_body", "holder": False}
    assert size_class(year("8", 1, 1), **held) == "micro"


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        (["9", "12"], "micro"),
        (["9", "12", "12"], "small"),
        (["9", "12", "60"], "small"),
        (["9", "12", "9", "12"], "micro"),
        (["60", "9", "12"], "small"),
        (["60", "12", "60"], "medium"),
    ],
)
def test_a_class_changes_after_two_years_in_a_row(staff: list[str], expected: str):
    assert size_class(*(year(each, 1, 1) for each in staff)) == expected
