"""Every worked example of every published call, computed by the engine from its file."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from programmes.files import PACKAGED, Programmes, load_programmes
from programmes.publication import missing
from programmes.refusals import ProgrammeError
from services.applications.rules.answers import problems
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.flips import smallest_changes
from services.applications.rules.ranking import order
from services.applications.rules.settlement import advance_cents
from services.applications.rules.standing import Candidate
from tests.programmes.vectors import Case, Vector, cases, findings, vectors

PUBLISHED = {
    "ADM-2015": 0,
    "ADM-ORARI-2016": 0,
    "ATSMI-CC-2016": 7,
    "LC-2017": 6,
    "LC-2018-stats": 0,
    "LC-2019": 0,
    "LC-BELLANO-PROROGA": 0,
    "LC-MERATE": 4,
    "LC-BELLANO-AZIENDE": 0,
    "MB-BTG-2025": 7,
    "RL-WELFARE-2022": 4,
    "RL-DOTE-2011-13": 5,
    "RL-SMART-2020": 6,
    "RL-FPA": 3,
    "RL-NIDI-2025": 5,
    "FVG-DOTE-2024": 3,
    "ER-CRE-2025": 5,
    "VDA-2023": 3,
    "LIG-NIDO-2020": 3,
    "ALBANO-2025": 0,
    "CONCILIAMO-2019": 0,
    "RL-WELFARE-2011": 2,
    "ATSBRIANZA-2020": 0,
}


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return load_programmes()


def without(companion: str, tmp_path: Path) -> Path:
    """A copy of the programmes in which one SYN companion is missing."""
    root = tmp_path / "programmes"
    shutil.copytree(PACKAGED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (root / companion).unlink()
    return root


def without_isee(case: Case, more: dict[str, int], programmes: Programmes) -> Declared:
    """An application that declares no ISEE, or the one of `more`."""
    declared = case.declared(programmes)
    answers = {name: told for name, told in declared.answers.items() if name != "isee_cents"}
    return replace(declared, answers=answers | more)


def example(call: str, number: int) -> Case:
    """The application of a worked example."""
    return next(each.case for each in vectors() if (each.case.call, each.number) == (call, number))


@pytest.mark.parametrize("vector", vectors(), ids=str)
def test_a_call_says_of_its_worked_example_what_its_page_says(
    vector: Vector, programmes: Programmes
) -> None:
    assert vector.observed(programmes) == vector.expected


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.call} {case.line}")
def test_a_complete_application_meets_every_requirement_and_misses_nothing(
    case: Case, programmes: Programmes
) -> None:
    outcome = case.outcome(programmes)
    assert outcome.answer == "yes"
    assert not [finding.missing for finding in findings(outcome) if finding.missing]
    assert "dato mancante" not in outcome.model_dump_json()


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.call} {case.line}")
def test_the_form_of_a_complete_application_can_be_sent(case: Case, programmes: Programmes) -> None:
    line, declared = case.form(programmes), case.declared(programmes)
    assert problems(line, declared.answers, declared) == []


def test_every_line_that_asks_something_has_a_complete_application(
    programmes: Programmes,
) -> None:
    asking = {
        (call.id, line.id)
        for call in programmes.calls.values()
        for line in call.latest.lines
        if line.requirements and not call.id.startswith("LEG-")
    }
    assert {(case.call, case.line) for case in cases()} == asking


def test_half_a_month_of_a_summer_camp_counts_from_its_first_admitted_day(
    programmes: Programmes,
) -> None:
    amount = example("LC-2017", 5).outcome(programmes).amount
    assert amount is not None
    assert amount.children[0].sentence == (
        "10 giorni su 21 dal 1º luglio 2017 al 31 agosto 2017: 10/21 di 900,00 euro = 428,57 euro"
    )


def test_a_band_that_leaves_out_a_border_is_refused_with_the_value_that_is_nobodys(
    tmp_path: Path,
) -> None:
    root = without("retesalute-merate/calls/LC-MERATE.syn.toml", tmp_path)
    lines = (root / "retesalute-merate/calls/LC-MERATE.toml").read_text().splitlines()
    with pytest.raises(ProgrammeError) as caught:
        load_programmes(root)
    assert caught.value.file == "retesalute-merate/calls/LC-MERATE.toml"
    assert caught.value.line == lines.index("[lines.voucher.amount.rule]") + 1
    assert caught.value.reason == "nessuna riga vale per 300,00 euro"


def test_a_term_that_ends_on_a_holiday_rolls_only_by_the_invented_convention(
    tmp_path: Path,
) -> None:
    root = without("regione-lombardia/calls/RL-DOTE-2011-13.syn.toml", tmp_path)
    written = load_programmes(root)
    case = example("RL-DOTE-2011-13", 4)
    facts = facts_of(case.form(written), case.declared(written))
    assert facts["answers"]["return_until_on"] == "2013-05-01"
    assert case.outcome(written).answer == "no"


def test_who_gives_no_isee_comes_after_all_others_by_arrival(programmes: Programmes) -> None:
    case = next(case for case in cases() if case.call == "MB-BTG-2025")
    line = case.form(programmes)
    assert line.ranking is not None
    told: list[dict[str, int]] = [{}, {"isee_cents": 2_000_000}, {}, {"isee_cents": 1_999_999}]
    waiting = [
        Candidate(str(arrival), facts_of(line, without_isee(case, isee, programmes)), arrival)
        for arrival, isee in enumerate(told)
    ]
    assert order(line.ranking, waiting) == ["3", "1", "0", "2"]


def test_a_request_late_by_one_day_is_told_the_day_that_was_enough(
    programmes: Programmes,
) -> None:
    case = example("RL-DOTE-2011-13", 3)
    flips = smallest_changes(case.draft(programmes), case.line, case.declared(programmes))
    assert [flip.sentence for flip in flips] == [
        "Basterebbe che la domanda arrivasse entro martedì 7 maggio 2013."
    ]


def test_the_eleventh_month_of_a_nursery_has_its_own_share(programmes: Programmes) -> None:
    nursery = next(case for case in cases() if case.call == "RL-NIDI-2025")
    july = nursery.changed({"answers": {"months": [{"month": "2026-07", "fee_cents": 50_000}]}})
    assert july.outcome(programmes).amount_cents == 50_000 - 27_230


@pytest.mark.parametrize(("training_on", "answer"), [("2025-08-13", "yes"), ("2025-08-14", "no")])
def test_training_starts_at_the_latest_ninety_days_after_the_hiring(
    programmes: Programmes, training_on: str, answer: str
) -> None:
    hired = {"hired_on": "2025-05-15", "training_on": training_on}
    both = [case for case in cases() if case.call == "RL-FPA"]
    outcomes = [case.changed({"answers": hired}).outcome(programmes) for case in both]
    assert [outcome.answer for outcome in outcomes] == [answer, answer]


def test_the_advance_of_a_voucher_is_paid_only_to_who_chose_it(programmes: Programmes) -> None:
    line = programmes.calls["VDA-2023"].latest.line("voucher")
    assert advance_cents(line, 150_000, asked=True) == 105_000
    assert advance_cents(line, 150_000, asked=False) == 0


@pytest.mark.parametrize(
    ("call", "fund_cents"), [("RL-DOTE-2011-13", 488_000_000), ("RL-FPA", 2_900_000_000)]
)
def test_one_total_for_the_sections_of_a_call_is_spent_by_all_of_them(
    programmes: Programmes, call: str, fund_cents: int
) -> None:
    draft = programmes.calls[call].latest
    assert {draft.fund_of(line.id).budget_cents for line in draft.lines} == {fund_cents}
    assert len(draft.funds) == 1


def test_each_district_has_the_days_that_its_page_says(programmes: Programmes) -> None:
    draft = programmes.calls["ER-CRE-2025"].latest
    closing = {line.id: draft.window(line.id)[1] for line in draft.lines}
    assert closing == {
        "bassa-romagna": datetime(2025, 6, 30, 12, tzinfo=UTC),
        "imola": datetime(2025, 5, 9, 21, 59, 59, tzinfo=UTC),
        "maranello": datetime(2025, 6, 27, 21, 59, 59, tzinfo=UTC),
        "terre-d-acqua": datetime(2025, 7, 15, 21, 59, 59, tzinfo=UTC),
        "riccione": datetime(2025, 7, 12, 21, 59, 59, tzinfo=UTC),
    }
    assert "lines.imola.territory" in draft.unknown


def test_an_extension_is_a_version_that_moves_the_deadline(programmes: Programmes) -> None:
    first, second = programmes.calls["RL-WELFARE-2022"].versions
    assert (first.closes_at, second.closes_at) == (
        datetime(2022, 6, 15, 21, 59, 59, tzinfo=UTC),
        datetime(2022, 7, 15, 10, tzinfo=UTC),
    )


def test_the_extension_with_supplement_asks_for_july_and_says_until_when(
    programmes: Programmes,
) -> None:
    first, second = programmes.calls["LC-BELLANO-PROROGA"].versions
    asked = [line.question("july_cost_cents") is not None for line in (*first.lines, *second.lines)]
    assert asked == [False, True]
    assert second.act is not None
    assert second.act.supplement_until == second.closes_at


def test_a_revoked_call_is_reissued_as_a_call_of_its_own(programmes: Programmes) -> None:
    assert programmes.calls["CONCILIAMO-2019-BIS"].latest.reissues == "CONCILIAMO-2019"


@pytest.mark.parametrize("call", ["ADM-2015", "ATSMI-CC-2016"])
def test_the_calls_of_the_demonstration_lack_nothing_to_be_published(
    programmes: Programmes, call: str
) -> None:
    draft = programmes.calls[call].latest
    assert draft.opens_at is not None
    body = programmes.body_on(draft.owner, draft.opens_at.date())
    assert missing(draft, body) == ()


def test_every_published_call_has_a_file_and_every_worked_example_a_test(
    programmes: Programmes,
) -> None:
    tested = Counter(call for call, _ in {(each.case.call, each.number) for each in vectors()})
    assert {call: tested[call] for call in PUBLISHED} == PUBLISHED
    assert set(PUBLISHED) <= set(programmes.calls)
