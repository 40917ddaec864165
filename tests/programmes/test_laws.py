"""The law of the procedure: which rule of which day, and files that are refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from programmes.files import read_programmes
from programmes.laws import PACKAGED, load_laws
from programmes.refusals import ProgrammeError

LAWS = load_laws()
FILE = "law/procedure.toml"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGED / "law", tmp_path / "law")
    return tmp_path


def refused(world: Path, old: str, new: str) -> str:
    path = world / FILE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ProgrammeError) as no:
        load_laws(world)
    return str(no.value)


@pytest.mark.parametrize(
    ("day", "effect", "resume_days"),
    [
        (date(2015, 12, 28), "interrupts", 0),
        (date(2020, 7, 16), "interrupts", 0),
        (date(2020, 7, 17), "suspends", 10),
        (date(2026, 3, 20), "suspends", 10),
    ],
)
def test_a_notice_works_as_the_law_of_its_day_says(
    day: date, effect: str, resume_days: int
) -> None:
    notice = LAWS.notice_on(day)
    assert (notice.effect, notice.resume_days, notice.days) == (effect, resume_days, 10)


@pytest.mark.parametrize(
    ("procedure", "due"),
    [("sportello", True), ("prenotazione", True), ("graduatoria", False), ("valutazione", False)],
)
def test_a_competitive_procedure_needs_no_notice(procedure: str, *, due: bool) -> None:
    assert LAWS.notice_is_due(procedure, date(2026, 3, 2)) is due


def test_the_term_stands_still_once_and_thirty_days_at_most() -> None:
    suspension = LAWS.suspension_on(date(2026, 3, 2))
    assert (suspension.times, suspension.most_days, suspension.usual_days) == (1, 30, 10)


def test_a_refusal_names_both_remedies() -> None:
    remedies = LAWS.remedies_on(date(2026, 3, 2))
    assert (remedies.court_days, remedies.president_days) == (60, 120)


def test_each_rung_of_the_ladder_tells_somebody_else() -> None:
    assert [(rung.days_left, rung.to) for rung in LAWS.ladder] == [
        (10, "reviewer"), (5, "supervisor"), (1, "official"), (0, "director"),
    ]  # fmt: skip


def test_every_rule_names_its_basis() -> None:
    norms = [*LAWS.term, *LAWS.suspension, *LAWS.notice, *LAWS.remedies]
    assert all("legge 241/1990" in norm.basis for norm in norms)


def test_a_day_before_the_first_rule_has_none() -> None:
    with pytest.raises(LookupError):
        LAWS.notice_on(date(2005, 3, 7))


def test_the_law_is_no_alliance() -> None:
    reading = read_programmes()
    assert not reading.refusals
    assert "law" not in {*reading.programmes.alliances, *reading.programmes.bodies}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            "valid_from = 2020-07-17", "valid_from = 2020-07-16", 35,
            "tra questa regola e la precedente ci sono giorni scoperti o doppi",
        ),
        (
            "valid_to = 2020-07-16", "valid_to = 2020-07-10", 35,
            "tra questa regola e la precedente ci sono giorni scoperti o doppi",
        ),
        ("most_days = 30", "most_day = 30", 11, "manca la chiave «most_days»"),
        ("days = 30", "days = 0", 7, "«days» deve essere almeno 1"),
        (
            "days_left = 5", "days_left = 10", 49,
            "i gradini vanno dal più lontano al più vicino",
        ),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_at_its_line(
    world: Path, old: str, new: str, line: int, reason: str
) -> None:
    assert refused(world, old, new) == f"{FILE}, riga {line}: {reason}"
