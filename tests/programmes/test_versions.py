"""Versions, likeness and what is unknown, in the good files."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.amounts import FixedAmount, PercentOf
from contracts.questions import DateQuestion
from programmes.files import Programmes, load_programmes
from tests.programmes.world import (
    CALL,
    FAMILIES,
    GOOD,
    HOLIDAYS,
    SECOND,
    SYN,
    THIRD,
    refusals,
    rewrite,
)

SUMMER_VERSION = "borgo/calls/CHIUSURE-2026.2.toml"
EXTENSION = """[act]
kind = "extension"
number = "Determinazione n. 31"
on = 2026-03-20
reason = "Le famiglie hanno avuto poco tempo."

[changes.lines.{line}]
closes_at = {closes_at}
"""


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


def extend(world: Path, line: str, closes_at: str) -> None:
    """Write the extension of a section."""
    (world / SUMMER_VERSION).write_text(EXTENSION.format(line=line, closes_at=closes_at))


def test_a_section_has_its_own_window_within_the_call(good: Programmes) -> None:
    call = good.calls["CHIUSURE-2026"].latest
    easter, summer = call.window("pasqua"), call.window("estate")
    assert easter == (call.opens_at, datetime(2026, 3, 31, 10, tzinfo=UTC))
    assert summer == (
        datetime(2026, 6, 1, 7, tzinfo=UTC),
        datetime(2026, 7, 15, 10, tzinfo=UTC),
    )


def test_a_section_spends_the_money_of_another_instead_of_what_it_would_inherit(
    good: Programmes,
) -> None:
    call = good.calls["CHIUSURE-2026"].latest
    assert call.line("estate").budget_cents is None
    assert call.fund_of("estate") is call.line("pasqua")
    assert [line.id for line in call.funds] == ["pasqua"]


def test_a_section_may_have_a_smaller_territory(good: Programmes) -> None:
    summer = good.calls["CHIUSURE-2026"].latest.line("estate")
    day = date(2018, 6, 1)
    places = ("015070", "015235")
    assert [good.holds("borgo", place, day) for place in places] == [True, True]
    assert [good.holds("borgo", place, day, summer) for place in places] == [True, False]
    assert good.territory_on("borgo", day, summer) == ("015070", "015108")


def test_a_line_may_be_like_another_with_a_term_in_months_instead_of_days(world: Path) -> None:
    with (world / HOLIDAYS).open("a") as file:
        file.write("\n[lines.estate.questions.return_on]\nterm_months = 3\n")
    question = load_programmes(world).calls["CHIUSURE-2026"].latest.line("estate").questions[0]
    assert isinstance(question, DateQuestion)
    assert (question.term_months, question.term_days) == (3, None)


def test_money_that_nobody_knows_is_not_missed_by_who_shares_another_s(world: Path) -> None:
    rewrite(world, HOLIDAYS, 'budget_eur = "30000.00"\n', "")
    unknown = 'unknown = ["lines.pasqua.budget_eur"]'
    rewrite(world, HOLIDAYS, "review_days = 30", f"review_days = 30\n{unknown}")
    call = load_programmes(world).calls["CHIUSURE-2026"].latest
    assert call.unknown == ("lines.pasqua.budget_cents",)


def by_arrival(world: Path) -> None:
    """Take the rankings out of the families' call: who comes first is served first."""
    written = (world / FAMILIES).read_text().replace('"graduatoria"', '"sportello"')
    ranking = r"\n\[+lines\.\w+\.ranking.*?(?=\n\[|\Z)"
    (world / FAMILIES).write_text(re.sub(ranking, "", written, flags=re.DOTALL))


def test_a_version_that_shares_money_leaves_nothing_unknown(world: Path) -> None:
    by_arrival(world)
    rewrite(world, FAMILIES, 'budget_eur = "30000.00"\n', "")
    rewrite(
        world, FAMILIES, "reminder_days", 'unknown = ["lines.estate.budget_eur"]\nreminder_days'
    )
    (world / FAMILIES).with_suffix(".2.toml").write_text(
        EXTENSION.format(line="estate", closes_at="2026-03-20T12:00:00")
        .replace("extension", "correction")
        .replace("closes_at", 'budget_of = "nord"\ncloses_at')
    )
    first, second = load_programmes(world).calls["FAMIGLIE-2026"].versions
    assert (first.unknown, second.unknown) == (("lines.estate.budget_cents",), ())


def test_an_extension_may_be_of_one_section_only(world: Path) -> None:
    extend(world, "estate", "2026-07-24T12:00:00")
    first, second = load_programmes(world).calls["CHIUSURE-2026"].versions
    assert second.window("pasqua") == first.window("pasqua")
    assert second.window("estate")[1] == datetime(2026, 7, 24, 10, tzinfo=UTC)


def test_an_extension_that_shortens_a_section_is_refused(world: Path) -> None:
    extend(world, "estate", "2026-07-10T12:00:00")
    reason = "la proroga non sposta in avanti la scadenza"
    assert refusals(world) == [f"{SUMMER_VERSION}, riga 8: {reason}"]


def test_an_extension_of_a_section_beyond_the_call_is_refused(world: Path) -> None:
    extend(world, "estate", "2026-08-10T12:00:00")
    reason = "il periodo della sezione «estate» esce da quello del bando"
    assert refusals(world) == [f"{SUMMER_VERSION}, riga 8: {reason}"]


def test_a_refunding_looks_at_the_money_that_sections_share_once(world: Path) -> None:
    (world / SUMMER_VERSION).write_text(
        EXTENSION.format(line="pasqua", closes_at="2026-04-10T12:00:00")
        .replace("extension", "refunding")
        .replace("closes_at", 'budget_eur = "30000.01"\ncloses_at')
    )
    assert load_programmes(world).calls["CHIUSURE-2026"].latest.funds[0].budget_cents == 3_000_001
