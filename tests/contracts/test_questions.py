from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.questions import DateQuestion, Group, Question, Requirement

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def question(**fields: Any) -> Any:
    return QUESTION.validate_python({"name": "a", "label": "A?", **fields})


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        question(**fields)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize("kind", ["text", "boolean", "municipality", "tax_code", "vat_number"])
def test_a_plain_question_is_required_and_asked_of_everybody(kind: str) -> None:
    asked = question(kind=kind)
    assert (asked.required, asked.asked_if, asked.help) == (True, None, None)


def test_the_data_of_a_day_begin_with_its_name() -> None:
    born = question(name="birth_on", kind="date", age_at="filed_on")
    assert isinstance(born, DateQuestion)
    assert born.stem == "birth"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "date"}, "string_pattern_mismatch"),
        ({"kind": "money"}, "string_pattern_mismatch"),
        ({"kind": "choice", "choices": [{"id": "x", "label": "X"}]}, "too_short"),
        ({"kind": "text", "minimum": 1}, "extra_forbidden"),
        ({"kind": "integer", "minimum": "1"}, "int_type"),
        ({"kind": "boolean", "required": "yes"}, "bool_type"),
        ({"kind": "date", "name": "b_on", "term_months": 0}, "greater_than_equal"),
        ({"kind": "date", "name": "b_on", "term_days": 0}, "greater_than_equal"),
        ({"kind": "date", "name": "b_on", "term_days": 90, "term_months": 3}, "term"),
        ({"kind": "text", "name": "Nome"}, "string_pattern_mismatch"),
        ({"kind": "text", "label": ""}, "string_too_short"),
    ],
)
def test_a_question_of_the_wrong_shape_is_refused(fields: dict[str, Any], kind: str) -> None:
    assert refusal(**fields) == kind


@pytest.mark.parametrize(
    ("term", "runs"), [({}, False), ({"term_months": 2}, True), ({"term_days": 90}, True)]
)
def test_a_term_runs_from_a_day_in_months_or_in_days(term: dict[str, int], *, runs: bool) -> None:
    assert question(name="return_on", kind="date", **term).has_term is runs


def test_a_group_asks_at_least_its_minimum() -> None:
    fields = {"name": "children", "label": "Figli", "item_label": "figlio", "minimum": 3}
    questions = [{"name": "a", "label": "A?", "kind": "text"}]
    with pytest.raises(ValidationError, match="il gruppo chiede da 3 a 2 voci"):
        Group.model_validate({**fields, "maximum": 2, "questions": questions})
    group = Group.model_validate({**fields, "questions": questions})
    assert group.question("a") is not None
    assert group.question("b") is None


def test_a_requirement_without_an_answer_for_each_case_is_refused() -> None:
    with pytest.raises(ValidationError, match="sentence_missing"):
        Requirement.model_validate(
            {"id": "a", "article": "1", "cel": "x", "sentence_yes": "Sì.", "sentence_no": "No."}
        )
