"""Questions of a form as JSON Schema, each with its label as title and its help as description."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    Group,
    IntegerQuestion,
    MoneyQuestion,
    PlainQuestion,
    Question,
)
from services.applications.rules.condition_schema import Schema, as_schema

LONGEST = 2_000
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"\S"}
PLAIN: Mapping[str, Schema] = {
    "text": TEXT,
    "boolean": {"type": "boolean"},
    "municipality": {"type": "string", "pattern": "^[0-9]{6}$"},
    "tax_code": {"type": "string", "minLength": 16, "maxLength": LONGEST},
    "vat_number": {"type": "string", "minLength": 11, "maxLength": LONGEST},
}
_OWN = "answers"


def answers(questions: Sequence[Question], groups: Sequence[Group]) -> Schema:
    """Return the schema of the answers to a form."""
    names = [each.name for each in (*questions, *groups)]
    properties = {each.name: _question(each) for each in questions}
    properties |= {each.name: _group(each) for each in groups}
    due = [*(each for each in questions if each.required), *(g for g in groups if g.minimum)]
    return _form(properties, due, [*questions, *groups], ("answers", names))


def _form(
    properties: Mapping[str, Schema],
    due: Sequence[Question | Group],
    asked: Sequence[Question | Group],
    scope: tuple[str, Sequence[str]],
) -> Schema:
    conditions = [found for each in asked if (found := _asked(each, each in due, scope))]
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "required": [each.name for each in due if each.asked_if is None],
        "additionalProperties": False,
    }
    return schema | ({"allOf": conditions} if conditions else {})


def _asked(each: Question | Group, due: bool, scope: tuple[str, Sequence[str]]) -> Schema | None:
    """Say when a question is asked: then it may be due, else it must not be answered."""
    condition = each.asked_if and as_schema(each.asked_if, *scope)
    if not condition:
        return None
    then = {"then": {"required": [each.name]}} if due else {}
    return {"if": condition, **then, "else": {"properties": {each.name: False}}}


def _group(group: Group) -> Schema:
    names = [each.name for each in group.questions]
    properties = {each.name: _question(each) for each in group.questions}
    due = [each for each in group.questions if each.required]
    return _told(group) | {
        "type": "array",
        "minItems": group.minimum,
        "maxItems": group.maximum,
        "x-item-label": group.item_label,
        "items": _form(properties, due, group.questions, ("item", names)),
    }


def _question(question: Question) -> Schema:
    return _told(question) | {"x-kind": question.kind} | KINDS[type(question)](question)


def _told(each: Question | Group) -> Schema:
    told: Schema = {"title": each.label}
    told |= {"description": each.help} if each.help else {}
    return told | ({"x-asked-if": each.asked_if} if each.asked_if else {})


def _plain(question: PlainQuestion) -> Schema:
    return PLAIN[question.kind]


def _integer(question: IntegerQuestion) -> Schema:
    return _whole(question.minimum, question.maximum)


def _money(question: MoneyQuestion) -> Schema:
    return _whole(question.minimum_cents, question.maximum_cents) | {"x-unit": "EUR cent"}


def _whole(minimum: int, maximum: int) -> Schema:
    return {"type": "integer", "format": "int64", "minimum": minimum, "maximum": maximum}


def _date(question: DateQuestion) -> Schema:
    borders = {"x-minimum-on": question.minimum_on, "x-maximum-on": question.maximum_on}
    written = {key: day.isoformat() for key, day in borders.items() if day}
    return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"} | written


def _choice(question: ChoiceQuestion) -> Schema:
    return {
        "type": "string",
        "enum": [choice.id for choice in question.choices],
        "oneOf": [{"const": choice.id, "title": choice.label} for choice in question.choices],
    }


KINDS: Mapping[type, Callable[[Any], Schema]] = {
    PlainQuestion: _plain,
    IntegerQuestion: _integer,
    MoneyQuestion: _money,
    DateQuestion: _date,
    ChoiceQuestion: _choice,
}
