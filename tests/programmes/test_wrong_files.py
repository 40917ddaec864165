import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.files import Programmes, load_programmes
from programmes.refusals import ProgrammeError

GOOD = Path(__file__).parent / "good"
PLACES = "municipalities.toml"
ALLIANCE = "borgo/alliance.toml"
BODY = "ats/body.toml"
CALL = "borgo/calls/B-1.toml"
SYN = "borgo/calls/B-1.syn.toml"
PERCENT = "«percent» deve essere un numero intero"
INSTANT = "deve essere un giorno con l'ora, per esempio 2015-12-09T12:00:00"
MONEY = (
    '«budget_eur» è un importo: va scritto tra virgolette con due decimali, per esempio "1200.00"'
)
CEL_DATUM = "l'espressione CEL legge un dato che nessuna domanda fornisce: "

Wrong = tuple[str, str, str, int, str]

WRONG: list[Wrong] = [
    (CALL, "version = 1", "version = ", 1, "il file non è TOML valido"),
    (CALL, "version = 1", "version = 1\nversion = 2", 2, "la stessa chiave è scritta due volte"),
    (CALL, 'title = "Bando di prova"', "", 1, "manca la chiave «title»"),
    (CALL, 'who = "firm"', "", 10, "manca la chiave «who»"),
    (CALL, 'procedure = "sportello"', "procedura = 1", 1, "manca la chiave «procedure»"),
    (CALL, "version = 1", "version = 1\ncolore = 2", 2, "chiave sconosciuta: «colore»"),
    (CALL, "minimum = 1", "minimo = 1", 19, "chiave sconosciuta: «minimo»"),
    (CALL, "version = 1", "version = 1\nsynthetic = []", 2, "chiave sconosciuta: «synthetic»"),
    (CALL, "version = 1", 'version = "1"', 1, "«version» deve essere un numero intero"),
    (CALL, "version = 1", "version = true", 1, "«version» deve essere un numero intero"),
    (CALL, "version = 1", "version = 0", 1, "«version» deve essere almeno 1"),
    (CALL, "percent = 70", 'percent = "70"', 54, PERCENT),
    (
        CALL,
        "percent = 70",
        "percent = 70.0",
        54,
        "«percent»: i numeri con la virgola non sono ammessi",
    ),
    (CALL, "percent = 70", "percent = 60", 52, "le rate fanno 90 per cento invece di 100"),
    (CALL, 'budget_eur = "20000.00"', "budget_eur = 20000", 12, MONEY),
    (CALL, 'budget_eur = "20000.00"', "budget_eur = 20000.00", 12, MONEY),
    (CALL, 'budget_eur = "20000.00"', 'budget_eur = "20.000,00"', 12, MONEY),
    (CALL, 'budget_eur = "20000.00"', 'budget_eur = "-1.00"', 12, MONEY),
    (CALL, '"20000.00"', '"0.00"', 12, "«budget_eur» deve essere maggiore di 0"),
    (
        CALL,
        'budget_eur = "20000.00"',
        "budget_cents = 2000000",
        12,
        "«budget_cents» non si scrive: gli importi sono in euro, con la chiave «budget_eur»",
    ),
    (CALL, "first = 3", "first = 4", 39, "nessuna riga della tabella vale per 3"),
    (CALL, "first = 3", "first = 2", 39, "due righe della tabella valgono per 2"),
    (CALL, "first = 3", "first = 3\nlast = 9", 39, "la tabella non dice nulla da 10 in su"),
    (CALL, "first = 1\n", "first = 0\n", 40, "«first» deve essere almeno 1"),
    (
        CALL,
        'kind = "table_by_count"',
        'kind = "gratis"',
        34,
        (
            "«amount»: il tipo «gratis» non esiste; può essere solo: "
            "'fixed', 'percent_with_cap', 'table_by_count'"
        ),
    ),
    (
        CALL,
        'rows_by = "firms"',
        'rows_by = "size"',
        36,
        ("«size» deve essere una domanda obbligatoria con un numero intero"),
    ),
    (
        CALL,
        "minimum = 1\n",
        "minimum = 0\n",
        36,
        ("la domanda «firms» deve avere almeno minimum = 1"),
    ),
    (
        CALL,
        'of = "cost_cents"',
        'of = "cost"',
        80,
        ("«cost» deve essere una domanda obbligatoria con un importo"),
    ),
    (CALL, "in ['micro', 'small']", "in ['micro',", 29, "l'espressione CEL non si compila"),
    (CALL, "answers.size in", "answers.peso in", 29, CEL_DATUM + "«answers.peso»"),
    (CALL, "answers.size in", "applicant.cap in", 29, CEL_DATUM + "«applicant.cap»"),
    (CALL, "answers.size in", "taglia in", 29, CEL_DATUM + "«taglia»"),
    (
        CALL,
        "answers.size in",
        "grande(answers.size) in",
        29,
        ("l'espressione CEL usa una funzione non ammessa: «grande»"),
    ),
    (CALL, "answers.size in", "'x' in", 29, "l'espressione CEL non legge nessun dato"),
    (
        CALL,
        "{answers.size}",
        "{answers.peso}",
        31,
        ("la frase cita un dato che nessuna domanda fornisce: «answers.peso»"),
    ),
    (
        CALL,
        '"worker_voucher"',
        '"prestito"',
        63,
        ("«support_form» può essere solo: 'firm_incentive', 'worker_voucher' o 'consulting'"),
    ),
    (
        CALL,
        '"worker_voucher"',
        '"consulting"',
        60,
        ("il voucher va descritto se e solo se la sezione ne dà uno"),
    ),
    (
        CALL,
        '"firm_incentive"',
        '"consulting"',
        10,
        ("le rate vanno scritte se e solo se c'è un incentivo"),
    ),
    (
        CALL,
        "closes_at = 2015-12-09T23:59:59",
        "closes_at = 2015-10-12T09:00:00",
        4,
        ("il bando si chiude prima di aprirsi"),
    ),
    (
        CALL,
        "closes_at = 2015-12-09T23:59:59",
        "closes_at = 2015-12-09",
        4,
        "«closes_at» " + INSTANT,
    ),
    (CALL, "closes_at = 2015-12-09T23:59:59", "closes_at = 5", 4, "«closes_at» " + INSTANT),
    (
        CALL,
        "[lines.II.questions.cost_cents]",
        "[lines.II.questions.cost]",
        66,
        ("«name» è scritto in una forma non ammessa: «cost»"),
    ),
    (SYN, "review_days = 30", "review_days = 0", 3, "«review_days» deve essere almeno 1"),
    (
        SYN,
        "# SYN",
        'title = "Altro"',
        1,
        ("«title» è già scritto nella fonte: il file SYN non lo cambia"),
    ),
    (SYN, 'categories = ["Nido"]', "categories = []", 7, "«categories» deve avere almeno 1 voci"),
    (ALLIANCE, '"015108"', '"015999"', 33, "il comune 015999 non è nell'elenco"),
    (
        ALLIANCE,
        '"015108"',
        '"20060"',
        33,
        ("Il codice ISTAT del comune ha 6 cifre, per esempio 015070; il CAP non basta."),
    ),
    (ALLIANCE, '["015235"]', '["015070"]', 38, "il comune 015070 è scritto in due distretti"),
    (
        ALLIANCE,
        '["015235"]',
        '["015251"]',
        38,
        ("il comune 015251 (Vermezzo con Zelo) non esiste durante il progetto"),
    ),
    (
        ALLIANCE,
        "valid_from = 2016-01-01",
        "valid_from = 2016-01-02",
        13,
        ("tra «primo» e «secondo» ci sono giorni scoperti o coperti due volte"),
    ),
    (
        ALLIANCE,
        "valid_from = 2016-01-01",
        "valid_from = 2015-12-31",
        13,
        ("tra «primo» e «secondo» ci sono giorni scoperti o coperti due volte"),
    ),
    (
        ALLIANCE,
        "ends_on = 2017-01-31",
        "ends_on = 2013-01-31",
        7,
        ("il progetto finisce prima di cominciare"),
    ),
    (
        ALLIANCE,
        'slug = "secondo"',
        'slug = "ats"',
        25,
        ("l'ente «ats» è già descritto altrove"),
    ),
    (BODY, '"015108"', '"015999"', 3, "il comune 015999 non è nell'elenco"),
    (
        BODY,
        'territory = ["098", "015108"]',
        "",
        1,
        ("un ente fuori dalle alleanze deve dire il proprio territorio"),
    ),
    (
        PLACES,
        "2019-02-08",
        "2019-02-09",
        4,
        (
            "tra il comune 015235 e il suo successore 015251 ci sono giorni scoperti "
            "o coperti due volte"
        ),
    ),
    (
        PLACES,
        'merged_into = "015251"',
        'merged_into = "015252"',
        4,
        ("il comune 015252 non è nell'elenco"),
    ),
    (PLACES, "E094", "C523", 3, "il codice catastale C523 è già del comune 015070"),
    (PLACES, "015108 =", "015070 =", 3, "la stessa chiave è scritta due volte"),
]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "programmes"))


def refused(world: Path) -> tuple[str, int, str]:
    with pytest.raises(ProgrammeError) as caught:
        load_programmes(world)
    return caught.value.file, caught.value.line, caught.value.reason


def test_the_good_files_load(world: Path) -> None:
    assert set(load_programmes(world).calls) == {"B-1"}


@pytest.mark.parametrize("case", WRONG, ids=range(len(WRONG)))
def test_a_wrong_file_is_refused_with_its_line_and_reason(world: Path, case: Wrong) -> None:
    file, old, new, line, reason = case
    text = (world / file).read_text()
    assert old in text
    (world / file).write_text(text.replace(old, new, 1))
    assert refused(world) == (file, line, reason)


def test_the_same_call_in_two_folders_is_refused(world: Path) -> None:
    shutil.copytree(world / "borgo/calls", world / "ats/calls")
    assert refused(world) == (CALL, 1, "il bando «B-1» è già in «ats»")


def test_a_syn_file_without_its_source_is_refused(world: Path) -> None:
    (world / CALL).unlink()
    assert refused(world) == (SYN, 1, "manca il file che questo file SYN completa")


def test_calls_without_their_owner_are_refused(world: Path) -> None:
    (world / BODY).rename(world / "ats/altro.toml")
    assert refused(world) == ("ats/alliance.toml", 1, "il file manca")


def test_an_alliance_that_nobody_leads_publishes_no_call(world: Path) -> None:
    text = (world / ALLIANCE).read_text()
    start, end = text.index("[lead_history.primo]"), text.index("[districts.nord]")
    (world / ALLIANCE).write_text(text[:start] + text[end:])
    reason = "in quel giorno l'alleanza «borgo» non ha un ente capofila: non può pubblicare bandi"
    assert refused(world) == (SYN, 2, reason)


def test_text_that_is_not_utf8_is_refused_at_its_line(world: Path) -> None:
    (world / BODY).write_bytes(b'name = "x"\nkind = "citt\xe0"\n')
    assert refused(world) == (BODY, 2, "il testo non è in UTF-8")


def test_the_refusal_reads_as_one_italian_line(world: Path) -> None:
    (world / PLACES).unlink()
    with pytest.raises(ProgrammeError, match=r"^municipalities\.toml, riga 1: il file manca$"):
        load_programmes(world)


NASTY = ["", "x", "x =", "[", "[[lines]]", "1 = 1", "'", '"', "= 1", "]", "lines = 1", "[x.y]", "#"]
VALUES = [
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
]


@given(st.sampled_from([PLACES, ALLIANCE, BODY, CALL, SYN]), st.integers(0, 90), st.data())
@settings(max_examples=150, deadline=None)
def test_a_spoiled_line_is_refused_or_loads_and_never_breaks(
    file: str, at: int, data: st.DataObject
) -> None:
    with TemporaryDirectory() as scratch:
        world = Path(shutil.copytree(GOOD, Path(scratch) / "programmes"))
        lines = (world / file).read_text().splitlines()
        key = lines[at % len(lines)].partition("=")[0]
        spoiled = data.draw(st.sampled_from([*NASTY, *(f"{key} = {value}" for value in VALUES)]))
        lines[at % len(lines)] = spoiled
        (world / file).write_text("\n".join(lines))
        with suppress(ProgrammeError):
            assert isinstance(load_programmes(world), Programmes)
