from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.programmes import Call, Line, PlainQuestion
from programmes.files import load_programmes
from services.applications.rules.answers import AnswerError, Rule, problems

CALLS = load_programmes().calls
ATS = CALLS["ATSMI-CC-2016"]
ADM = CALLS["ADM-2015"]

FIRM: dict[str, Any] = {
    "employees": 12,
    "firms": 1,
    "agreements": 2,
    "agreement_months": 12,
    "short_by_nature": False,
    "service": "care",
    "chamber_status": "registered",
    "chamber_fee_paid": True,
}
FAMILY: dict[str, Any] = {
    "work": "employee",
    "children": 2,
    "service": "childcare",
    "cost_cents": 90_000,
}


def plain_call() -> Call:
    line = ADM.line("II")
    kinds = ("text", "date", "boolean", "municipality")
    extra = tuple(PlainQuestion(name=kind, kind=kind, label=kind) for kind in kinds)
    asked: Line = line.model_copy(update={"questions": extra})
    return ADM.model_copy(update={"lines": (asked,)})


PLAIN = plain_call()
PLAIN_GOOD: dict[str, Any] = {
    "text": "Un testo con è, à e più righe\n",
    "date": "2015-12-09",
    "boolean": False,
    "municipality": "015139",
}


def test_complete_answers_have_nothing_wrong() -> None:
    assert problems(ATS, "imprese", FIRM) == []
    assert problems(ADM, "II", FAMILY) == []
    assert problems(PLAIN, "II", PLAIN_GOOD) == []


def test_an_optional_question_may_stay_without_answer() -> None:
    assert problems(ADM, "II", FAMILY | {"children": None}) == []


BETWEEN = "Serve un importo tra 1,00 euro e 100.000,00 euro."
CENTS = "Serve un importo in centesimi, senza virgola."


@pytest.mark.parametrize(
    ("field", "value", "rule", "sentence"),
    [
        ("work", None, "missing", "Manca la risposta: Qual è la Sua situazione di lavoro?"),
        ("isee", 1, "unknown-field", "Il bando non chiede questo dato."),
        ("children", True, "wrong-type", "Serve un numero intero."),
        ("children", "2", "wrong-type", "Serve un numero intero."),
        ("children", 2.0, "wrong-type", "Serve un numero intero."),
        ("children", -1, "out-of-range", "Serve un numero tra 0 e 30."),
        ("children", 31, "out-of-range", "Serve un numero tra 0 e 30."),
        ("cost_cents", 900.5, "wrong-type", CENTS),
        ("cost_cents", "900,00", "wrong-type", CENTS),
        ("cost_cents", False, "wrong-type", CENTS),
        ("cost_cents", 99, "out-of-range", BETWEEN),
        ("cost_cents", 10_000_001, "out-of-range", BETWEEN),
        ("work", "x", "out-of-range", "Serve uno di questi valori: employee, self-employed, none."),
        (
            "work",
            ["none"],
            "wrong-type",
            ("Serve uno di questi valori: employee, self-employed, none."),
        ),
    ],
)
def test_a_wrong_answer_is_named_with_its_rule(
    field: str, value: object, rule: Rule, sentence: str
) -> None:
    assert problems(ADM, "II", FAMILY | {field: value}) == [AnswerError(field, rule, sentence)]


DATE = "Serve una data, per esempio 2015-12-09."
TEXT = "Serve un testo tra 1 e 2.000 caratteri."
PLACE = "Il codice ISTAT del comune ha 6 cifre, per esempio 015070; il CAP non basta."
UNSTORABLE = "Il testo contiene caratteri che non si possono conservare."


@pytest.mark.parametrize(
    ("field", "value", "rule", "sentence"),
    [
        ("text", 5, "wrong-type", "Serve un testo."),
        ("text", " ", "out-of-range", TEXT),
        ("text", "x" * 2001, "out-of-range", TEXT),
        ("text", "a\x00b", "wrong-type", UNSTORABLE),
        ("text", "a\ud800", "wrong-type", UNSTORABLE),
        ("date", "2015-02-30", "wrong-type", DATE),
        ("date", "20151209", "wrong-type", DATE),
        ("date", "9/12/2015", "wrong-type", DATE),
        ("date", 20151209, "wrong-type", "Serve un testo."),
        ("boolean", 1, "wrong-type", "Serve un sì o un no (true o false)."),
        ("municipality", "20060", "wrong-type", PLACE),
        (
            "municipality",
            15139,
            "wrong-type",
            ("Il codice ISTAT del comune va scritto come testo."),
        ),
    ],
)
def test_a_plain_answer_of_the_wrong_shape_is_named(
    field: str, value: object, rule: Rule, sentence: str
) -> None:
    found = problems(PLAIN, "II", PLAIN_GOOD | {field: value})
    assert found == [AnswerError(field, rule, sentence)]


def test_every_wrong_field_is_told_at_once() -> None:
    found = problems(ADM, "II", {"work": 1, "cap": "20060"})
    assert [(error.field, error.rule) for error in found] == [
        ("cap", "unknown-field"),
        ("work", "wrong-type"),
        ("service", "missing"),
        ("cost_cents", "missing"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*FIRM, *FAMILY, *PLAIN_GOOD]) | st.text(
    st.characters(codec=None), max_size=80
)


@given(
    st.sampled_from([(ATS, "imprese"), (ADM, "II"), (PLAIN, "II")]), st.dictionaries(NAMES, JSON)
)
def test_whatever_is_answered_gets_a_list_that_can_be_sent(
    form: tuple[Call, str], answers: dict[str, object]
) -> None:
    for error in problems(*form, answers):
        assert " ".join(error).encode()
