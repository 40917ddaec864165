"""Versions, likeness and what is unknown, in the good files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.amounts import FixedAmount, PercentOf
from programmes.files import Programmes, load_programmes
from tests.programmes.world import CALL, FAMILIES, GOOD, SECOND, SYN, THIRD, refusals, rewrite


@pytest.fixture(scope="module")
def good() -> Programmes:
    return load_programmes(GOOD)


def test_a_call_has_as_many_versions_as_files(good: Programmes) -> None:
    versions = good.calls["B-1"].versions
    assert [version.version for version in versions] == [1, 2, 3]
    assert [version.act and version.act.kind for version in versions] == [
        None,
        "extension_with_supplement",
        "threshold_change",
    ]
    assert good.calls["B-1"].latest is versions[-1]


def test_a_version_changes_what_its_act_says_and_keeps_the_rest(good: Programmes) -> None:
    first, second, third = good.calls["B-1"].versions
    assert second.closes_at == datetime(2015, 12, 23, 11, tzinfo=UTC)
    assert [line.title for line in second.lines] == ["Imprese", "Famiglie e persone sole"]
    assert [each.id for each in second.line("II").requirements] == ["residence"]
    assert isinstance(third.line("II").amount, PercentOf)
    assert first.line("I") == third.line("I")


def test_a_table_whose_kind_changes_is_replaced_whole(world: Path) -> None:
    rewrite(world, THIRD, "percent = 60", 'kind = "fixed"\namount_eur = "500.00"')
    amount = load_programmes(world).calls["B-1"].latest.line("II").amount
    assert amount == FixedAmount(kind="fixed", amount_cents=50_000, cap_cents=90_000)


def test_what_a_version_writes_is_no_longer_unknown(world: Path) -> None:
    rewrite(world, SYN, "review_days = 30\n", "")
    rewrite(world, CALL, "title =", 'unknown = ["review_days", "list_days"]\ntitle =')
    rewrite(world, SECOND, "[changes]", "[changes]\nreview_days = 45")
    versions = load_programmes(world).calls["B-1"].versions
    assert [version.unknown for version in versions] == [
        ("review_days", "list_days"),
        ("list_days",),
        ("list_days",),
    ]


def test_a_version_may_tell_what_is_not_known_any_more(world: Path) -> None:
    rewrite(world, SECOND, 'requirements.work"', 'requirements.work", "review_days"')
    rewrite(world, SECOND, "[act]", 'unknown = ["review_days"]\n\n[act]')
    assert load_programmes(world).calls["B-1"].latest.unknown == ("review_days",)


def test_what_an_act_says_is_no_longer_invented(world: Path) -> None:
    rewrite(world, SECOND, "[changes]", "[changes]\nreview_days = 45")
    versions = load_programmes(world).calls["B-1"].versions
    assert [set(version.synthetic) for version in versions] == [
        {"opens_at", "review_days", "lines.II.voucher"},
        {"opens_at", "lines.II.voucher"},
        {"opens_at", "lines.II.voucher"},
    ]


def test_a_later_version_may_have_invented_keys_of_its_own(world: Path) -> None:
    rewrite(world, THIRD, "on = 2016-01-20\n", "")
    (world / THIRD).with_suffix(".syn.toml").write_text("[act]\non = 2016-01-20\n")
    assert "act.on" in load_programmes(world).calls["B-1"].latest.synthetic


def test_a_line_takes_what_it_does_not_write_from_the_line_it_is_like(good: Programmes) -> None:
    north, south, _ = good.calls["FAMIGLIE-2026"].latest.lines
    assert south.amount is not None
    assert (south.title, south.budget_cents) == ("Distretto sud", 4_000_000)
    assert south.amount.cap_cents == 250_000
    assert (south.questions, south.groups) == (north.questions, north.groups)
    assert (south.requirements, south.ranking) == (north.requirements, north.ranking)


def test_a_line_may_be_like_one_that_is_like_another(world: Path) -> None:
    with (world / FAMILIES).open("a") as file:
        file.write('\n[lines.est]\nlike = "sud"\ntitle = "Distretto est"\n')
    call = load_programmes(world).calls["FAMIGLIE-2026"].latest
    assert call.line("est").budget_cents == call.line("sud").budget_cents
    assert call.line("est").questions == call.line("nord").questions


def test_what_is_unknown_of_a_line_is_unknown_of_those_that_are_like_it(world: Path) -> None:
    rewrite(world, FAMILIES, 'budget_eur = "60000.00"\n', "")
    rewrite(world, FAMILIES, "reminder_days", 'unknown = ["lines.nord.budget_eur"]\nreminder_days')
    with (world / FAMILIES).open("a") as file:
        file.write('\n[lines.est]\nlike = "nord"\ntitle = "Distretto est"\n')
    call = load_programmes(world).calls["FAMIGLIE-2026"].latest
    assert call.unknown == ("lines.nord.budget_cents", "lines.est.budget_cents")


def test_a_gap_that_a_like_line_inherits_is_refused_at_that_line(world: Path) -> None:
    rewrite(world, FAMILIES, 'budget_eur = "40000.00"\n', "")
    rewrite(world, FAMILIES, 'budget_eur = "60000.00"\n', "")
    reason = (
        "manca la chiave «budget_eur»: scrivila, o mettila in «unknown» se nessuna fonte la dice"
    )
    assert refusals(world) == [
        f"{FAMILIES}, riga 58: {reason}",
        f"{FAMILIES}, riga 268: {reason}",
    ]
