"""A trial of a version before anybody applies: the engine is run on every line of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from contracts.calls import ApplicantKind, CallDraft, LineDraft
from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    Group,
    IntegerQuestion,
    MoneyQuestion,
    Question,
)
from services.applications.rules.eligibility import evaluate
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.territory import of_line

BROKEN = (ArithmeticError, LookupError, TypeError, ValueError)
LEAST, MOST = 0, 1
AGE = 40
TEXTS = {
    "text": "testo",
    "municipality": "015070",
    "tax_code": "CLMGLI86D55C523W",
    "vat_number": "00000010215",
}


def faults(call: CallDraft, territory: Sequence[str], on: date) -> tuple[str, ...]:
    """Say in Italian which lines of a version cannot be computed; none is good.

    Every line is computed for each kind of applicant: with no answer, with the least and with the
    most that each question takes.
    """
    found = (
        f"Sezione {line.id}: {why}"
        for line in call.lines
        for why in _faults(call, line, territory, on)
    )
    return tuple(dict.fromkeys(found))


def _faults(call: CallDraft, line: LineDraft, territory: Sequence[str], on: date) -> Iterator[str]:
    for kind in line.who:
        for answers in ({}, _answers(line, on, LEAST), _answers(line, on, MOST)):
            declared = _declared(kind, answers, of_line(line, territory), on)
            try:
                evaluate(call, line.id, facts_of(line, declared))
            except BROKEN as error:
                yield f"il calcolo non riesce ({type(error).__name__})."


def _declared(
    kind: ApplicantKind, answers: Mapping[str, object], territory: Sequence[str], on: date
) -> Declared:
    return Declared(
        kind, TEXTS["municipality"], on, answers, birth_on=date(on.year - AGE, 1, 1), member=True,
        in_territory=True, territory=territory,
    )  # fmt: skip


def _answers(line: LineDraft, on: date, end: int) -> dict[str, object]:
    own = {question.name: _bounds(question, on)[end] for question in line.questions}
    groups = {group.name: _items(group, on, end) for group in line.groups}
    return own | groups


def _items(group: Group, on: date, end: int) -> list[dict[str, object]]:
    item = {question.name: _bounds(question, on)[end] for question in group.questions}
    return [item] * (group.minimum, group.maximum)[end]


def _bounds(question: Question, on: date) -> tuple[object, object]:
    match question:
        case IntegerQuestion() | MoneyQuestion():
            return _numbers(question)
        case ChoiceQuestion():
            return question.choices[0].id, question.choices[-1].id
        case DateQuestion():
            first, last = question.minimum_on or on, question.maximum_on or on
            return first.isoformat(), last.isoformat()
    return (False, True) if question.kind == "boolean" else (TEXTS[question.kind],) * 2


def _numbers(question: IntegerQuestion | MoneyQuestion) -> tuple[int, int]:
    if isinstance(question, MoneyQuestion):
        return question.minimum_cents, question.maximum_cents
    return question.minimum, question.maximum
