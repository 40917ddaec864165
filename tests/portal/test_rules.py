"""What the portal decides without looking anywhere: reading what was typed, telling rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.files import load_programmes
from services.portal.rules import amount_words, condition
from services.portal.rules.applicant import known
from services.portal.rules.asked import Said, understand
from services.portal.rules.codes import ALPHABET, new_code, read_code
from services.portal.rules.places import Places
from services.portal.rules.reading import group_is_read, is_read, read_names
from services.portal.rules.said import data_of, said_of
from services.portal.rules.typed import Reader, Unread, cents, civil_day, clean
from tests.portal.rich import rich_call

PROGRAMMES = load_programmes()
PLACES = Places(PROGRAMMES.municipalities.values())
A_TAX_CODE = "Il codice fiscale di una persona ha 16 caratteri, per esempio CLMGLI86D55C523W."
READER = Reader(PLACES, date(2015, 11, 2))
LINES = [
    pytest.param(line, id=f"{call.id}-{line.id}")
    for call in (file.latest for file in PROGRAMMES.calls.values())
    for line in call.lines
]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", 125_000), ("1250,5", 125_050), ("1.250,50", 125_050), ("1 250,50", 125_050),
        ("1250.50", 125_050), ("€ 12", 1_200), ("12 €", 1_200), ("12 euro", 1_200), ("0", 0),
        ("1.000.000", 100_000_000),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(typed: str, amount: int):
    assert cents(typed) == amount


@pytest.mark.parametrize("typed", ["mille", "1,2,3", "1.25.50", "-5", "1,505", "٣", "1e3", "12,"])
def test_what_is_no_money_is_not_guessed(typed: str):
    with pytest.raises(Unread, match=r"Scriva un importo in euro, per esempio 1250,50\."):
        cents(typed)


@given(st.integers(0, 10**12))
def test_money_that_is_shown_is_read_as_it_was(amount: int):
    assert cents(f"{amount // 100},{amount % 100:02d}") == amount


@pytest.mark.parametrize("typed", ["15/4/1986", "15/04/1986", " 15 / 4 / 1986", "1986-04-15"])
def test_a_day_is_read_in_its_parts(typed: str):
    assert civil_day(typed) == date(1986, 4, 15)


@pytest.mark.parametrize("typed", ["31/2/2015", "15//1986", "a/b/c", "0/0/0", "1/1/99999", "15/4"])
def test_a_day_that_is_none_is_not_guessed(typed: str):
    with pytest.raises(Unread, match="Scriva giorno, mese e anno"):
        civil_day(typed)


@pytest.mark.parametrize("typed", ["Cassina de' Pecchi", "CASSINA DE PECCHI", "cassina de’ pecchi"])
def test_a_municipality_is_known_by_its_name(typed: str):
    assert PLACES.code(typed, date(2015, 11, 2)) == "015060"


def test_a_municipality_that_is_not_listed_is_known_by_its_code():
    assert READER.municipality("082053") == "082053"
    assert PLACES.name("082053") == "comune ISTAT 082053"
    with pytest.raises(Unread, match="Questo comune non è nell'elenco"):
        READER.municipality("20060")


@given(st.text())
def test_what_is_kept_can_always_be_stored(typed: str):
    kept = clean(typed)
    assert "\0" not in kept
    kept.encode()


@given(st.text(max_size=60))
def test_only_codes_are_read_as_codes(typed: str):
    read = read_code(typed)
    assert read is None or set(read) <= {*ALPHABET, "-"}


def test_a_code_is_read_however_it_was_written_down():
    code = new_code()
    mistaken = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert read_code(mistaken) == code


@pytest.mark.parametrize("line", LINES)
def test_the_amount_of_every_call_is_told_in_words(line):
    told = amount_words.told(line)
    assert (told is None) == (line.amount is None)
    assert told is None or "None" not in str(told)
    sentences = [sentence for sentence, _ in condition.conditions(line)]
    assert not [each for each in sentences if "{" in each]


@pytest.mark.parametrize("line", LINES)
def test_a_precheck_of_every_call_asks_what_its_rules_read(line):
    names = read_names(line)
    asked = {each.name for each in line.questions if is_read(each, names)}
    asked |= {each.name for each in line.groups if group_is_read(each, names)}
    needed = {
        path.split(".")[1]
        for requirement in line.requirements
        for path in requirement.needs
        if path.startswith("answers.")
    }
    assert {each for each in needed if line.question(each)} <= asked


@pytest.mark.parametrize("line", LINES)
def test_an_empty_form_of_every_call_is_understood(line):
    understood = understand(line, Said(kind=line.who[0]), READER)
    assert understood.wrong == {}
    asked = {each.name for each in (*line.questions, *line.groups) if each.asked_if is None}
    assert asked <= understood.asked


def test_answers_that_were_filed_are_typed_again_as_they_were():
    answers = {
        "works": True, "partner": False, "isee_cents": 1_200_050, "resident_on": "2010-09-01",
        "school": "015142", "why": "Per lavorare.", "employer": "99000010159",
        "children": [{"name": "Anna", "birth_on": "2012-05-03", "nursery": False,
                      "cost_cents": 35_000}],
    }  # fmt: skip
    line = rich_call().lines[0]
    data = {**data_of(answers, line, PLACES), "applicant": {"kind": "person"}}
    understood = understand(line, said_of(data, line, READER), READER)
    assert understood.wrong == {}
    assert understood.answers == answers


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"birth_on": "16/4/1986"}, "La data di nascita non corrisponde al codice fiscale."),
        ({"birth_on": "1/1/2016"}, "La data di nascita è nel futuro."),
        ({"email": "giulia@"}, "Scriva un indirizzo e-mail, per esempio nome@esempio.it."),
        ({"given_name": "<b>"}, "Scriva il nome come sta sul documento."),
        ({"tax_code": "CLMGLI86"}, A_TAX_CODE),
    ],
)  # fmt: skip
def test_who_applies_is_told_what_to_put_right(typed: dict[str, str], sentence: str):
    giulia = {
        "given_name": "Giulia", "family_name": "Colombo", "tax_code": "CLMGLI86D55C523W",
        "birth_on": "15/4/1986", "municipality": "Melzo", "email": "giulia@posta.example",
    }  # fmt: skip
    assert known("person", giulia, READER).wrong == {}
    assert list(known("person", giulia | typed, READER).wrong.values()) == [sentence]
