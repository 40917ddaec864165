"""The answers to a call's form, checked strictly: what is wrong, field by field, in Italian."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from contracts.identifiers import MunicipalityCode
from contracts.programmes import (
    Call,
    ChoiceQuestion,
    IntegerQuestion,
    MoneyQuestion,
    PlainQuestion,
    Question,
)
from kit.money import euro

MAX_NAME = 60
MAX_TEXT = 2_000
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MUNICIPALITY = TypeAdapter[str](MunicipalityCode)

Rule = Literal["unknown-field", "missing", "wrong-type", "out-of-range"]


class AnswerError(NamedTuple):
    """What is wrong with one answer: the field, the rule it breaks, an Italian sentence."""

    field: str
    rule: Rule
    sentence: str


class _Broken(Exception):
    def __init__(self, rule: Rule, sentence: str) -> None:
        super().__init__(rule, sentence)
        self.rule = rule
        self.sentence = sentence


def problems(call: Call, line: str, answers: Mapping[str, object]) -> list[AnswerError]:
    """Return what is wrong with the answers to a line's form; nothing wrong is an empty list.

    Rules: unknown-field, missing (absent or null although required), wrong-type (a boolean is
    no number, a number is no text), out-of-range. Money is integer cents, a date ISO 8601 text,
    a municipality its ISTAT code, a choice the id of one of the values.
    """
    questions = call.line(line).questions
    names = {question.name for question in questions}
    strangers = [_unknown(name) for name in answers if name not in names]
    found = [_problem(question, answers.get(question.name)) for question in questions]
    return strangers + [error for error in found if error is not None]


def _unknown(name: str) -> AnswerError:
    shown = name[:MAX_NAME].encode("utf-8", "replace").decode()
    return AnswerError(shown, "unknown-field", "Il bando non chiede questo dato.")


def _problem(question: Question, value: object) -> AnswerError | None:
    if value is None:
        return _missing(question)
    try:
        _check(question, value)
    except _Broken as broken:
        return AnswerError(question.name, broken.rule, broken.sentence)
    return None


def _missing(question: Question) -> AnswerError | None:
    if not question.required:
        return None
    return AnswerError(question.name, "missing", f"Manca la risposta: {question.label}")


def _check(question: Question, value: object) -> None:
    match question:
        case IntegerQuestion():
            _check_integer(question, _whole(value, "Serve un numero intero."))
        case MoneyQuestion():
            _check_money(question, _whole(value, "Serve un importo in centesimi, senza virgola."))
        case ChoiceQuestion():
            _check_choice(question, value)
        case PlainQuestion():
            PLAIN_CHECKS[question.kind](value)


def _whole(value: object, sentence: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Broken("wrong-type", sentence)
    return value


def _check_integer(question: IntegerQuestion, value: int) -> None:
    if not question.minimum <= value <= question.maximum:
        raise _Broken(
            "out-of-range",
            f"Serve un numero tra {question.minimum} e {question.maximum}.",
        )


def _check_money(question: MoneyQuestion, value: int) -> None:
    if not question.minimum_cents <= value <= question.maximum_cents:
        limits = f"{euro(question.minimum_cents)} e {euro(question.maximum_cents)}"
        raise _Broken("out-of-range", f"Serve un importo tra {limits}.")


def _check_choice(question: ChoiceQuestion, value: object) -> None:
    ids = [choice.id for choice in question.choices]
    if value not in ids:
        rule: Rule = "out-of-range" if isinstance(value, str) else "wrong-type"
        raise _Broken(rule, f"Serve uno di questi valori: {', '.join(ids)}.")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Broken("wrong-type", "Serve un testo.")
    return value


def _check_text(value: object) -> None:
    text = _text(value)
    if not text.strip() or len(text) > MAX_TEXT:
        raise _Broken("out-of-range", "Serve un testo tra 1 e 2.000 caratteri.")
    if UNSTORABLE.search(text):
        raise _Broken("wrong-type", "Il testo contiene caratteri che non si possono conservare.")


def _check_boolean(value: object) -> None:
    if not isinstance(value, bool):
        raise _Broken("wrong-type", "Serve un sì o un no (true o false).")


def _check_date(value: object) -> None:
    text = _text(value)
    try:
        date.fromisoformat(text if ISO_DATE.fullmatch(text) else "")
    except ValueError:
        raise _Broken("wrong-type", "Serve una data, per esempio 2015-12-09.") from None


def _check_municipality(value: object) -> None:
    try:
        MUNICIPALITY.validate_python(value)
    except ValidationError as error:
        raise _Broken("wrong-type", error.errors()[0]["msg"]) from None


PLAIN_CHECKS = {
    "text": _check_text,
    "boolean": _check_boolean,
    "date": _check_date,
    "municipality": _check_municipality,
}
