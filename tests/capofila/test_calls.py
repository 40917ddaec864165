from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from capofila.calls import calls_app
from programmes.files import load_programmes
from tests.programmes.world import CALL, FAMILIES, PROJECTS, SYN, good_files, rewrite

WIDE = {"COLUMNS": "400"}


@pytest.fixture
def world() -> Iterator[Path]:
    with good_files() as folder:
        yield folder


def run(*words: object) -> Result:
    return CliRunner().invoke(calls_app, [str(word) for word in words], env=WIDE)


def cells(world: Path, call: str) -> list[str]:
    """A row of the table."""
    lines = (line.split("│") for line in run("check", world).output.splitlines() if "│" in line)
    return next([cell.strip() for cell in line[1:-1]] for line in lines if call in line[1])


def test_good_files_are_shown_in_a_table(world: Path) -> None:
    *numbers, lacking = cells(world, "B-1")
    assert numbers == ["B-1", "3", "2", "5", "0"]
    assert lacking == "bozza: mancano 5 dati"


def test_what_drafts_lack_is_listed_when_it_is_asked_for(world: Path) -> None:
    told = run("check", world, "--mancanze").output.splitlines()
    lacking = [line for line in told if line.startswith("B-1: ")]
    assert lacking[0] == "B-1: manca l'atto che fissa i criteri (art. 12 L. 241/1990)"
    assert lacking[-1] == "B-1: manca la PEC dell'ente «Comune primo»"
    assert any(line.startswith("PROGETTI-2026: manca sezione progetti: i fondi (") for line in told)


def test_a_call_that_lacks_nothing_can_be_published(world: Path) -> None:
    alliance = world / "borgo/alliance.toml"
    text = alliance.read_text().replace('slug = "secondo"', 'slug = "secondo"\npec = "p@b.example"')
    alliance.write_text(text)
    assert cells(world, "FAMIGLIE-2026")[-1] == "pubblicabile"


def test_a_question_that_no_rule_reads_is_told_and_refuses_nothing(world: Path) -> None:
    shown = run("check", world)
    told = [line for line in shown.output.splitlines() if line.startswith("Da rivedere")]
    assert shown.exit_code == 0
    assert told[0] == (
        f"Da rivedere: {PROJECTS}, riga 21: nessuna regola legge la risposta «vat_number»: "
        "serve chiederla?"
    )
    assert len(told) == 3


def test_every_wrong_file_is_listed(world: Path) -> None:
    rewrite(world, SYN, "review_days = 30", "review_days = 0")
    rewrite(world, PROJECTS, 'scheme = "on_result"', 'schema = "on_result"')
    shown = run("check", world)
    assert shown.exit_code == 1
    assert shown.output.splitlines() == [
        f"{PROJECTS}, riga 131: manca la chiave «scheme»",
        f"{PROJECTS}, riga 132: chiave sconosciuta: «schema»; forse «scheme»",
        f"{SYN}, riga 3: «review_days» deve essere almeno 1",
        "3 errori da correggere.",
    ]


def test_the_last_two_versions_are_compared(world: Path) -> None:
    shown = run("diff", world, "B-1")
    assert shown.exit_code == 0
    assert shown.output.splitlines()[-1] == (
        "Sezione II, importo: la percentuale passa da 50 per cento a 60 per cento."
    )


def test_any_two_versions_are_compared(world: Path) -> None:
    shown = run("diff", world, "B-1", 1, 3)
    assert "Sezione II: si toglie il requisito «work»." in shown.output.splitlines()
    assert run("diff", world, "B-1", 3, 3).output == "Non cambia nulla.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("B-1", 1, 4), "Il bando B-1 ha 3 versioni."),
        (("FAMIGLIE-2026",), "Il bando FAMIGLIE-2026 ha una sola versione."),
        (("B-2",), "Il bando B-2 non c'è, o non si legge."),
    ],
)
def test_what_cannot_be_compared_is_told(world: Path, words: tuple[object, ...], told: str) -> None:
    shown = run("diff", world, *words)
    assert (shown.exit_code, shown.output) == (1, f"{told}\n")


def test_a_call_that_is_refused_says_why(world: Path) -> None:
    rewrite(world, CALL, "minimum = 1", "minimum = 9999")
    shown = run("diff", world, "B-1")
    assert shown.exit_code == 1
    assert shown.output.startswith(
        f"{CALL}, riga 21: «maximum» è sotto il valore più basso ammesso"
    )


def test_last_years_call_is_copied_beside_it(world: Path) -> None:
    shown = run("clone", world, "FAMIGLIE-2026", "FAMIGLIE-2027")
    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        f"Scritto {world}/borgo/calls/FAMIGLIE-2027.toml",
        (
            "Da scrivere: opens_at, closes_at, expenses_from_on, expenses_to_on, "
            "legal.criteria_act, legal.cup"
        ),
        (
            "Da rileggere, perché parlano di un anno: title, "
            "lines.nord.questions.return_on.minimum_on, lines.nord.questions.return_on.maximum_on"
        ),
    ]
    assert load_programmes(world).calls["FAMIGLIE-2027"].latest.unknown[0] == "opens_at"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("B-1", "Il bando B-1 c'è già."),
        (
            "famiglie",
            "«famiglie» non è un nome di bando: maiuscole o cifre, poi lettere, cifre e trattini.",
        ),
        (
            "../X",
            "«../X» non è un nome di bando: maiuscole o cifre, poi lettere, cifre e trattini.",
        ),
    ],
)
def test_a_copy_has_a_name_of_its_own(world: Path, new: str, told: str) -> None:
    before = (world / FAMILIES).read_text()
    shown = run("clone", world, "FAMIGLIE-2026", new)
    assert (shown.exit_code, shown.output) == (1, f"{told}\n")
    assert (world / FAMILIES).read_text() == before


def test_the_packaged_calls_are_all_good() -> None:
    shown = run("check", Path(__file__).parents[2] / "programmes")
    assert shown.exit_code == 0, shown.output
