import tomllib
from pathlib import Path

import pytest

from contracts.calls import CallDraft
from programmes.clones import Clone, cloned
from programmes.files import PACKAGED, load_programmes, read_programmes
from programmes.writing import written
from tests.programmes.world import CALL, FAMILIES, GOOD, rewrite

OF_THE_YEAR = {"opens_at", "closes_at", "expenses_from_on", "expenses_to_on", "sources", "act"}
OF_ITSELF = {"id", "version", "unknown", "synthetic", "reissues", "legal", "lines"}


CALLS = ["B-1", "CHIUSURE-2026", "FAMIGLIE-2026", "PROGETTI-2025", "PROGETTI-2026"]


def clone(world: Path, call: str, new: str = "COPIA-2027") -> Clone:
    """Write the clone of a call beside it."""
    reading = read_programmes(world)
    copy = cloned(reading.trees[call], call, new)
    folder = world / reading.programmes.calls[call].owner / "calls"
    for name, text in copy.files.items():
        (folder / name).write_text(text)
    return copy


def both(world: Path, call: str) -> tuple[CallDraft, CallDraft]:
    """The last version of a call, and its clone."""
    clone(world, call)
    calls = load_programmes(world).calls
    return calls[call].latest, calls["COPIA-2027"].latest


@pytest.mark.parametrize("call", CALLS)
def test_a_clone_loads_as_a_draft_and_keeps_what_is_of_no_year(world: Path, call: str) -> None:
    old, new = both(world, call)
    leave = OF_THE_YEAR | OF_ITSELF
    assert new.model_dump(exclude=leave) == old.model_dump(exclude=leave)
    assert [line.questions for line in new.lines] == [line.questions for line in old.lines]
    assert [line.amount for line in new.lines] == [line.amount for line in old.lines]
    assert [line.requirements for line in new.lines] == [line.requirements for line in old.lines]


def test_days_and_acts_of_the_old_year_are_to_be_found_out(world: Path) -> None:
    _, new = both(world, "FAMIGLIE-2026")
    assert (new.opens_at, new.closes_at, new.act, new.legal.cup) == (None, None, None, None)
    assert new.unknown == (
        *("opens_at", "closes_at", "expenses_from_on", "expenses_to_on"),
        *("legal.criteria_act", "legal.cup"),
    )
    assert [source.where for source in new.sources] == [
        "Bando FAMIGLIE-2026, di cui questo è una copia"
    ]


def test_the_day_of_a_payment_is_to_be_found_out(world: Path) -> None:
    _, new = both(world, "B-1")
    assert "lines.I.payment.instalments.balance.payable_from_on" in new.unknown


def test_the_window_of_a_section_is_to_be_found_out_and_its_money_stays(world: Path) -> None:
    old, new = both(world, "CHIUSURE-2026")
    assert new.unknown == (
        *("opens_at", "closes_at", "lines.pasqua.closes_at"),
        *("lines.estate.opens_at", "lines.estate.closes_at"),
    )
    assert new.window("estate") == (None, None)
    assert [line.fund for line in new.lines] == [line.fund for line in old.lines]
    assert new.line("estate").territory == old.line("estate").territory


def test_a_clone_of_a_changed_call_is_like_its_last_version(world: Path) -> None:
    old, new = both(world, "B-1")
    assert new.version == 1
    assert new.line("II") == old.line("II")
    assert new.line("II").title == "Famiglie e persone sole"


def test_what_was_invented_stays_invented(world: Path) -> None:
    copy = clone(world, "B-1")
    assert set(copy.files) == {"COPIA-2027.toml", "COPIA-2027.syn.toml"}
    calls = load_programmes(world).calls
    assert set(calls["COPIA-2027"].latest.synthetic) == {"review_days", "lines.II.voucher"}


def test_a_line_that_is_like_another_stays_so(world: Path) -> None:
    text = clone(world, "FAMIGLIE-2026").files["COPIA-2027.toml"]
    assert text.count('like = "nord"') == 1


def test_comments_stay_where_they_were(world: Path) -> None:
    rewrite(world, FAMILIES, "minimum_points = 2", "minimum_points = 2 # come nel 2025")
    rewrite(world, FAMILIES, 'title = "Distretto nord"', '# Da verificare.\ntitle = "Nord"')
    text = clone(world, "FAMIGLIE-2026").files["COPIA-2027.toml"]
    assert text.startswith("# Un bando inventato che mostra ogni chiave")
    assert "minimum_points = 2  # come nel 2025\n" in text
    assert '# Da verificare.\ntitle = "Nord"\n' in text
    assert "# ── Sezione nord ──" in text


def test_what_still_speaks_of_a_year_is_told(world: Path) -> None:
    rewrite(world, CALL, "Contributi alle imprese", "Legge 190/2014: nel 2015, contributi")
    copy = clone(world, "B-1")
    assert copy.to_reread == ("summary",)
    assert clone(world, "FAMIGLIE-2026", "COPIA-2028").to_reread == (
        *("title", "lines.nord.questions.return_on.minimum_on"),
        "lines.nord.questions.return_on.maximum_on",
    )


@pytest.mark.parametrize("root", [GOOD, PACKAGED], ids=["good", "packaged"])
def test_a_call_written_back_says_the_same(root: Path) -> None:
    for tree in read_programmes(root).trees.values():
        assert tomllib.loads(written(tree)) == tree.plain()


def test_every_packaged_call_can_be_cloned() -> None:
    reading = read_programmes()
    for call, tree in reading.trees.items():
        assert f"{call}-COPIA.toml" in cloned(tree, call, f"{call}-COPIA").files
