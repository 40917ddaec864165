"""One answer against its question: its type, its limits, its code."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from contracts.identifiers import MunicipalityCode, PersonTaxCode, VatNumber
from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    IntegerQuestion,
    MoneyQuestion,
    PlainQuestion,
    Question,
)
from kit.money import euro
from services.applications.rules import day
from services.applications.rules.counting import is_whole

MAX_TEXT = 2_000
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
CODES: Mapping[str, TypeAdapter[str]] = {
    "municipality": TypeAdapter(MunicipalityCode),
    "tax_code": TypeAdapter(PersonTaxCode),
    "vat_number": TypeAdapter(VatNumber),
}

Rule = Literal[
    "unknown-field", "missing", "wrong-type", "out-of-range", "group-size", "cross-check"
]


class Broken(Exception):
    """An answer breaks a rule of its question."""

    def __init__(self, rule: Rule, sentence: str) -> None:
        super().__init__(rule, sentence)
        self.rule = rule
        self.sentence = sentence


def check(question: Question, value: object) -> None:
    """Raise Broken when a value is no answer to a question."""
    CHECKS[question.kind](question, value)


def tidy(question: Question, value: object) -> object:
    """Return a sound answer as registers write it."""
    adapter = CODES.get(question.kind)
    return value if adapter is None else adapter.validate_python(value)


def _whole(value: object, sentence: str) -> int:
    if not is_whole(value):
        raise Broken("wrong-type", sentence)
    return value


def _integer(question: IntegerQuestion, value: object) -> None:
    number = _whole(value, "Serve un numero intero.")
    if not question.minimum <= number <= question.maximum:
        sentence = f"Serve un numero tra {question.minimum} e {question.maximum}."
        raise Broken("out-of-range", sentence)


def _money(question: MoneyQuestion, value: object) -> None:
    cents = _whole(value, "Serve un importo in centesimi, senza virgola.")
    if not question.minimum_cents <= cents <= question.maximum_cents:
        limits = f"{euro(question.minimum_cents)} e {euro(question.maximum_cents)}"
        raise Broken("out-of-range", f"Serve un importo tra {limits}.")


def _choice(question: ChoiceQuestion, value: object) -> None:
    if not isinstance(value, str) or value not in {choice.id for choice in question.choices}:
        rule: Rule = "out-of-range" if isinstance(value, str) else "wrong-type"
        labels = ", ".join(f"«{choice.label}» ({choice.id})" for choice in question.choices)
        raise Broken(rule, f"Serve uno di questi valori: {labels}.")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Broken("wrong-type", "Serve un testo.")
    return value


def _plain_text(_: PlainQuestion, value: object) -> None:
    text = _text(value)
    if not text.strip() or len(text) > MAX_TEXT:
        raise Broken("out-of-range", "Serve un testo tra 1 e 2.000 caratteri.")
    if UNSTORABLE.search(text):
        raise Broken("wrong-type", "Il testo contiene caratteri che non si possono conservare.")


def _boolean(_: PlainQuestion, value: object) -> None:
    if not isinstance(value, bool):
        raise Broken("wrong-type", "Serve un sì o un no (true o false).")


def _date(question: DateQuestion, value: object) -> None:
    on = day.parsed(_text(value))
    if on is None:
        raise Broken("wrong-type", "Serve una data, per esempio 2015-12-09.")
    if question.minimum_on is not None and on < question.minimum_on:
        raise Broken("out-of-range", f"Serve un giorno dal {day.written(question.minimum_on)}.")
    if question.maximum_on is not None and on > question.maximum_on:
        sentence = f"Serve un giorno non oltre il {day.written(question.maximum_on)}."
        raise Broken("out-of-range", sentence)


def _code(question: PlainQuestion, value: object) -> None:
    try:
        CODES[question.kind].validate_python(value)
    except ValidationError as error:
        raise Broken("wrong-type", error.errors()[0]["msg"]) from None


CHECKS: Mapping[str, Callable[[Any, object], None]] = {
    "text": _plain_text,
    "boolean": _boolean,
    "municipality": _code,
    "tax_code": _code,
    "vat_number": _code,
    "date": _date,
    "integer": _integer,
    "money": _money,
    "choice": _choice,
}
