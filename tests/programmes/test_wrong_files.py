import shutil
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.files import Programmes, load_programmes, read_programmes
from programmes.refusals import ProgrammeError
from tests.programmes.world import (
    ALLIANCE,
    BODY,
    CALL,
    FILES,
    PLACES,
    PROJECTS,
    SECOND,
    SYN,
    THIRD,
    good_files,
    refusals,
    rewrite,
)

WRONG = tomllib.loads(Path(__file__).with_name("wrong.toml").read_text())


def test_the_good_files_load(world: Path) -> None:
    loaded = load_programmes(world)
    projects = {"PROGETTI-2025", "PROGETTI-2026"}
    assert set(loaded.calls) == {"B-1", "CHIUSURE-2026", "FAMIGLIE-2026", "LAVORO-2026"} | projects


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_line_and_reason(world: Path, name: str) -> None:
    wrong = WRONG[name]
    rewrite(world, wrong["file"], wrong["old"], wrong["new"])
    assert refusals(world) == wrong["refusals"]


def test_every_reason_is_a_line_in_italian() -> None:
    reasons = [reason for wrong in WRONG.values() for reason in wrong["refusals"]]
    english = ("should", "must", "Input", " valid ", "Value", "None", "at most", "at least")
    told = [reason for reason in reasons if any(word in reason for word in english)]
    assert told == []
    assert not [reason for reason in reasons if "\n" in reason]


def test_every_wrong_file_has_its_own_refusal() -> None:
    assert len(WRONG) >= 200
    assert len({tuple(wrong["refusals"]) for wrong in WRONG.values()}) >= 0.9 * len(WRONG)


def test_two_wrong_files_are_both_listed(world: Path) -> None:
    rewrite(world, SYN, "review_days = 30", "review_days = 0")
    rewrite(world, PROJECTS, '"on_result"', '"mai"')
    assert [line.split(",")[0] for line in refusals(world)] == [PROJECTS, SYN]


def test_what_is_refused_does_not_hide_the_good_calls(world: Path) -> None:
    rewrite(world, CALL, 'title = "Bando di prova"', "")
    assert "FAMIGLIE-2026" in read_programmes(world).programmes.calls
    with pytest.raises(ProgrammeError, match=r"^borgo/calls/B-1\.toml, riga 1: manca la chiave"):
        load_programmes(world)


def test_the_same_call_in_two_folders_is_refused(world: Path) -> None:
    shutil.copy(world / CALL, world / "ats/calls")
    shutil.copy(world / SYN, world / "ats/calls")
    assert refusals(world) == [f"{CALL}, riga 1: il bando «B-1» è già in «ats»"]


def test_a_syn_file_without_its_source_is_refused(world: Path) -> None:
    shutil.copy(world / SYN, world / "borgo/calls/B-2.syn.toml")
    reason = "manca il file che questo file SYN completa"
    assert refusals(world) == [f"borgo/calls/B-2.syn.toml, riga 1: {reason}"]


def test_a_version_without_its_call_is_refused(world: Path) -> None:
    (world / CALL).unlink()
    (world / SYN).unlink()
    reason = "manca «B-1.toml», il bando di cui è una versione"
    assert refusals(world) == [f"{SECOND}, riga 1: {reason}"]


def test_versions_that_leave_one_out_are_refused(world: Path) -> None:
    (world / SECOND).unlink()
    reason = "manca «B-1.2.toml»: le versioni si seguono senza salti"
    assert refusals(world) == [f"{THIRD}, riga 1: {reason}"]


def test_calls_without_their_owner_are_refused(world: Path) -> None:
    (world / BODY).rename(world / "ats/altro.toml")
    assert refusals(world) == ["ats/alliance.toml, riga 1: il file manca"]


def test_a_folder_without_municipalities_says_only_that(world: Path) -> None:
    (world / PLACES).unlink()
    assert refusals(world) == ["municipalities.toml, riga 1: il file manca"]


def test_text_that_is_not_utf8_is_refused_at_its_line(world: Path) -> None:
    (world / ALLIANCE).write_bytes(b'name = "x"\nfunding = "citt\xe0"\n')
    assert refusals(world) == [f"{ALLIANCE}, riga 2: il testo non è in UTF-8"]


NASTY = ("", "x", "x =", "[", "[[lines]]", "1 = 1", "'", '"', "= 1", "]", "lines = 1", "[x.y]", "#")
VALUES = (
    "1",
    "-1",
    "0.5",
    "nan",
    "true",
    '""',
    "[]",
    "{}",
    "2015-12-09",
    "09:00:00",
    '"x"',
    "[[]]",
)
MORE = ('["x"]', "{ x = 1 }", "[{}]", '"""', "2015-12-09T10:00:00", "1979-05-27T07:32:00Z", "''")


@given(st.sampled_from(FILES), st.integers(0, 400), st.data())
@settings(max_examples=200, deadline=None)
def test_a_spoiled_line_is_refused_or_loads_and_never_breaks(
    file: str, at: int, data: st.DataObject
) -> None:
    with good_files() as world:
        lines = (world / file).read_text().splitlines()
        key = lines[at % len(lines)].partition("=")[0]
        spoils = [*NASTY, *(f"{key} = {value}" for value in (*VALUES, *MORE))]
        lines[at % len(lines)] = data.draw(st.sampled_from(spoils))
        (world / file).write_text("\n".join(lines))
        with suppress(ProgrammeError):
            assert isinstance(load_programmes(world), Programmes)
