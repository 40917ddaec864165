from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.applications.rules.answer import Rule
from services.applications.rules.answers import AnswerError, problems, tidied
from tests.applications.drafts import declared, facts, group, line, money, question

FORM = line(
    questions=[
        question("employees", maximum=30),
        question("share", minimum=-5, maximum=5, required=False),
        money("cost_cents", minimum_cents=100, maximum_cents=10_000_000),
        question("work", "choice", choices=["employee", "none"]),
        question("story", "text"),
        question("single", "boolean"),
        question("seat", "municipality"),
        question("person", "tax_code"),
        question("firm", "vat_number"),
        question("birth_on", "date", minimum_on="2012-01-01", maximum_on="2022-12-31"),
    ]
)
GOOD: dict[str, Any] = {
    "employees": 12,
    "cost_cents": 90_000,
    "work": "employee",
    "story": "Un testo con è, à e più righe\n",
    "single": False,
    "seat": "015139",
    "person": "clm gli 86d55 c523w",
    "firm": "IT99000010159",
    "birth_on": "2020-02-29",
}
BETWEEN = "Serve un importo tra 1,00 euro e 100.000,00 euro."
CENTS = "Serve un importo in centesimi, senza virgola."
VALUES = "Serve uno di questi valori: «Employee» (employee), «None» (none)."
DATE = "Serve una data, per esempio 2015-12-09."
TEXT = "Serve un testo tra 1 e 2.000 caratteri."
PLACE = "Il codice ISTAT del comune ha 6 cifre, per esempio 015070; il CAP non basta."
UNSTORABLE = "Il testo contiene caratteri che non si possono conservare."


def test_complete_answers_have_nothing_wrong() -> None:
    assert problems(FORM, GOOD) == []
    assert problems(FORM, GOOD | {"share": -5}) == []
    assert problems(FORM, GOOD | {"share": None}) == []


@pytest.mark.parametrize(
    ("field", "value", "rule", "sentence"),
    [
        ("work", None, "missing", "Manca la risposta: work"),
        ("isee", 1, "unknown-field", "Il bando non chiede questo dato."),
        ("employees", True, "wrong-type", "Serve un numero intero."),
        ("employees", "2", "wrong-type", "Serve un numero intero."),
        ("employees", 2.0, "wrong-type", "Serve un numero intero."),
        ("employees", -1, "out-of-range", "Serve un numero tra 0 e 30."),
        ("employees", 31, "out-of-range", "Serve un numero tra 0 e 30."),
        ("employees", 10**400, "out-of-range", "Serve un numero tra 0 e 30."),
        ("share", 6, "out-of-range", "Serve un numero tra -5 e 5."),
        ("cost_cents", 900.5, "wrong-type", CENTS),
        ("cost_cents", "900,00", "wrong-type", CENTS),
        ("cost_cents", False, "wrong-type", CENTS),
        ("cost_cents", 99, "out-of-range", BETWEEN),
        ("cost_cents", 10_000_001, "out-of-range", BETWEEN),
        ("work", "x", "out-of-range", VALUES),
        ("work", ["none"], "wrong-type", VALUES),
        ("work", {"none": 1}, "wrong-type", VALUES),
        ("story", 5, "wrong-type", "Serve un testo."),
        ("story", " ", "out-of-range", TEXT),
        ("story", "x" * 2001, "out-of-range", TEXT),
        ("story", "a\x00b", "wrong-type", UNSTORABLE),
        ("story", "a\ud800", "wrong-type", UNSTORABLE),
        ("birth_on", "2020-02-30", "wrong-type", DATE),
        ("birth_on", "20200229", "wrong-type", DATE),
        ("birth_on", "9/12/2015", "wrong-type", DATE),
        ("birth_on", 20200229, "wrong-type", "Serve un testo."),
        ("birth_on", "2011-12-31", "out-of-range", "Serve un giorno dal 1º gennaio 2012."),
        ("birth_on", "2023-01-01", "out-of-range",
         "Serve un giorno non oltre il 31 dicembre 2022."),
        ("single", 1, "wrong-type", "Serve un sì o un no (true o false)."),
        ("seat", "20060", "wrong-type", PLACE),
        ("seat", 15139, "wrong-type", "Il codice ISTAT del comune va scritto come testo."),
        ("person", "CLMGLI86D55C523X", "wrong-type",
         "Il carattere di controllo del codice fiscale non torna: ricontrolli le lettere."),
        ("person", {"a": []}, "wrong-type", "Il codice va scritto come testo, tra virgolette."),
        ("firm", "99000010150", "wrong-type",
         "La partita IVA: la cifra di controllo non torna."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_with_its_rule(
    field: str, value: object, rule: Rule, sentence: str
) -> None:
    assert problems(FORM, GOOD | {field: value}) == [AnswerError(field, rule, sentence)]


def test_every_wrong_field_is_told_at_once() -> None:
    found = problems(FORM, GOOD | {"work": 1, "cap": "20060", "story": None})
    assert [(error.field, error.rule) for error in found] == [
        ("cap", "unknown-field"),
        ("work", "wrong-type"),
        ("story", "missing"),
    ]


def test_codes_are_kept_as_registers_write_them() -> None:
    found = tidied(FORM, GOOD)
    assert (found["person"], found["firm"]) == ("CLMGLI86D55C523W", "99000010159")
    assert found["story"] == GOOD["story"]


ASKED = line(
    questions=[
        question("single", "boolean", required=False),
        question("other_works", "boolean", asked_if="!answers.single"),
        question("hours", asked_if="answers.other_works"),
        question("staff", asked_if="applicant.kind == 'professional'"),
    ]
)
NOT_ASKED = "Con le altre risposte questo dato non è chiesto: "


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"single": True}, []),
        ({"single": False, "other_works": False}, []),
        ({"single": False}, [("other_works", "missing")]),
        ({"single": True, "other_works": True}, [("other_works", "unknown-field")]),
        ({}, []),
        ({"other_works": True}, [("other_works", "unknown-field")]),
        ({"single": 1, "other_works": True, "hours": 3}, [("single", "wrong-type")]),
        ({"single": 1, "other_works": "x"}, [("single", "wrong-type")]),
    ],
)
def test_only_what_is_asked_may_and_must_be_answered(
    answers: dict[str, Any], expected: list[tuple[str, Rule]]
) -> None:
    found = problems(ASKED, answers, declared())
    assert [(error.field, error.rule) for error in found] == expected
    told = [error for error in found if error.rule == "unknown-field"]
    assert all(error.sentence == NOT_ASKED + error.field.replace("_", " ") for error in told)


def test_what_is_asked_may_hang_on_who_applies() -> None:
    professional = declared(applicant_kind="professional")
    assert problems(ASKED, {"single": True}, declared()) == []
    assert problems(ASKED, {"single": True}, professional) == [
        AnswerError("staff", "missing", "Manca la risposta: staff")
    ]


FAMILY = line(
    questions=[money("isee_cents", required=False), question("from_on", "date", required=False)],
    groups=[
        group(
            "children",
            [
                question("birth_on", "date", age_at="filed_on"),
                question("school", "text", asked_if="item.birth_years >= 6"),
                money("cost_cents", minimum_cents=1, required=False),
            ],
            minimum=1,
            maximum=3,
            asked_if="!has(answers.isee_cents) || answers.isee_cents < 100",
        )
    ],
    cross_checks=[
        {"id": "cost", "cel": "computed.children_cost_cents_total >= 100", "sentence": "Poco.",
         "field": "children"},
        {"id": "start", "cel": "answers.from_on <= filing.on", "sentence": "Dopo.",
         "field": "from_on"},
    ],
)  # fmt: skip
BABY = {"birth_on": "2024-01-01", "cost_cents": 100}
PUPIL = {"birth_on": "2015-01-01", "school": "Elementare", "cost_cents": 100}


def family(*children: object, **answers: object) -> list[tuple[str, str]]:
    found = problems(FAMILY, {"children": list(children), **answers}, declared())
    return [(error.field, error.rule) for error in found]


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ([BABY, PUPIL], []),
        ([BABY, {}], [("children[1].birth_on", "missing")]),
        ([BABY, PUPIL | {"birth_on": "x"}], [("children[1].birth_on", "wrong-type")]),
        ([BABY | {"school": "Nido"}], [("children[0].school", "unknown-field")]),
        ([BABY, BABY, PUPIL | {"school": None}], [("children[2].school", "missing")]),
        ([BABY | {"cap": 1}], [("children[0].cap", "unknown-field")]),
        ([BABY, "x", None], [("children[1]", "wrong-type"), ("children[2]", "wrong-type")]),
        ([BABY | {"cost_cents": 0}], [("children[0].cost_cents", "out-of-range")]),
        ([], [("children", "missing")]),
        ([BABY] * 4, [("children", "group-size")]),
        ([BABY | {"cost_cents": 99}], [("children", "cross-check")]),
    ],
)
def test_an_item_is_checked_and_named_by_its_place(
    children: list[object], expected: list[tuple[str, str]]
) -> None:
    assert family(*children) == expected


def test_the_size_of_a_group_is_told() -> None:
    (found,) = problems(FAMILY, {"children": [BABY] * 4}, declared())
    assert found.sentence == "Children: possono essere da 1 a 3, e sono 4."
    (missing,) = problems(FAMILY, {}, declared())
    assert missing.sentence == "Manca l'elenco: Children (almeno 1)"


def test_without_knowing_who_applies_nothing_is_said_of_what_hangs_on_it() -> None:
    assert problems(ASKED, {"single": True, "staff": 3}) == []
    assert [each.field for each in problems(ASKED, {"single": True, "staff": "x"})] == []
    assert [each.field for each in problems(ASKED, {"single": True, "hours": 3})] == []


def test_a_group_that_is_not_asked_may_not_be_answered() -> None:
    assert family(BABY, isee_cents=100) == [("children", "unknown-field")]
    assert problems(FAMILY, {"isee_cents": 100}, declared()) == []


def test_a_group_behind_a_wrong_answer_is_neither_missing_nor_unknown() -> None:
    asked = FAMILY.model_copy(
        update={
            "groups": (
                FAMILY.groups[0].model_copy(update={"asked_if": "answers.isee_cents < 100"}),
            )
        }
    )
    for answers in ({"isee_cents": "x"}, {"isee_cents": "x", "children": [BABY]}):
        assert [each.field for each in problems(asked, answers, declared())] == ["isee_cents"]


def test_a_group_is_a_list() -> None:
    assert problems(FAMILY, {"children": {"birth_on": 1}}, declared()) == [
        AnswerError("children", "wrong-type", "Serve un elenco: Children")
    ]


def test_a_condition_between_answers_must_hold_where_they_are_sound() -> None:
    assert family(BABY, from_on="2025-05-05") == []
    assert family(BABY, from_on="2025-05-06") == [("from_on", "cross-check")]
    assert family(BABY, from_on="x") == [("from_on", "wrong-type")]
    assert [
        each.field for each in problems(FAMILY, {"children": [BABY], "from_on": "2025-05-06"})
    ] == []


def test_codes_of_items_are_kept_as_registers_write_them() -> None:
    draft = line(groups=[group("children", [question("code", "tax_code")])])
    assert tidied(draft, {"children": [{"code": "cnttms21c09f205m"}]}) == {
        "children": [{"code": "CNTTMS21C09F205M"}]
    }


def test_ten_thousand_items_get_one_answer_about_their_number() -> None:
    assert family(*[BABY] * 10_000) == [("children", "group-size")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [*GOOD, "single", "other_works", "hours", "children", "from_on"]
NAMES = st.sampled_from(FIELDS) | st.text(st.characters(codec=None), max_size=80)
ITEMS = st.lists(st.dictionaries(st.sampled_from([*PUPIL]) | st.text(), JSON, max_size=4))


@given(st.sampled_from([FORM, ASKED, FAMILY]), st.dictionaries(NAMES, JSON | ITEMS))
def test_whatever_is_answered_gets_a_list_that_can_be_sent(
    form: Any, answers: dict[str, object]
) -> None:
    for error in problems(form, answers, declared()):
        assert " ".join(error).encode()


@given(
    st.lists(
        st.fixed_dictionaries({"birth_on": st.dates(date(2008, 1, 1), date(2025, 5, 5)).map(str)})
    )
)
def test_answers_without_problems_give_every_fact_of_their_items(children: list[Any]) -> None:
    answers = {"children": children}
    if not problems(FAMILY, answers, declared()):
        found = facts(FAMILY, answers)
        assert len(found["answers"]["children"]) == len(children)
        assert "children_count" in found["computed"]
