"""The answers to a call's form, checked strictly: what is wrong, field by field, in Italian."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.calls import LineDraft
from contracts.questions import Group, Question
from services.applications.rules.answer import Broken, Rule, check, tidy
from services.applications.rules.condition import applies, holds
from services.applications.rules.facts import Declared, house_facts, take_group, taken

MAX_NAME = 60
Given = Mapping[str, object]


class AnswerError(NamedTuple):
    """What is wrong with one answer: the field, the rule it breaks, an Italian sentence."""

    field: str
    rule: Rule
    sentence: str


def problems(
    line: LineDraft, answers: Given, declared: Declared | None = None, *, partial: bool = False
) -> list[AnswerError]:
    """Return what is wrong with the answers to a line's form; nothing wrong is an empty list.

    A field of a group is `children[2].birth_on`, items from 0. Rules: unknown-field (the form does
    not ask it, or not in this case), missing (absent or null although required), wrong-type (a
    boolean is no number, a number is no text), out-of-range, group-size, cross-check (the call's
    condition between answers, looked at where every answer that it reads is sound). Money is
    integer cents, a date ISO 8601 text, a municipality its ISTAT code, a choice the id of one of
    the values. `declared` tells who applies and when (its answers are not looked at): without it
    nothing is said of what may hang on that, as ages on the day of filing do. Told in part
    (`partial`), nothing is said of what hangs on the rest.
    """
    facts = house_facts(declared)
    names = {each.name for each in (*line.questions, *line.groups)}
    errors = _strangers(names, answers, "")
    unknown = declared is None or partial
    errors += _form(line.questions, answers, facts, _Part(facts["answers"], doubt=unknown))
    for group in line.groups:
        errors += _group(line, group, answers, _Known(facts, doubt=unknown or bool(errors)))
    return errors + _cross_checks(line, facts)


def tidied(line: LineDraft, answers: Given) -> dict[str, Any]:
    """Return answers that have no problems with their codes as registers write them.

    A tax code or a VAT number is in capitals, without blanks and without the country.
    """
    tidy_answers = dict(answers) | _tidy(line.questions, answers)
    for group in line.groups:
        items = answers.get(group.name)
        if isinstance(items, list):
            tidy_answers[group.name] = [{**item, **_tidy(group.questions, item)} for item in items]
    return tidy_answers


def _tidy(questions: Sequence[Question], given: Given) -> dict[str, object]:
    return {
        question.name: tidy(question, given[question.name])
        for question in questions
        if given.get(question.name) is not None
    }


class _Part(NamedTuple):
    """Where sound answers go, what fields are called there, and whether something else is wrong."""

    own: dict[str, Any]
    prefix: str = ""
    doubt: bool = False


class _Known(NamedTuple):
    """What is known when a group is asked; in doubt when an answer before it is wrong."""

    facts: dict[str, Any]
    doubt: bool


def _form(
    questions: Sequence[Question], given: Given, facts: dict[str, Any], part: _Part
) -> list[AnswerError]:
    """Find what is wrong in one form or item, and put what is sound among the facts."""
    broken = {each.field: each for each in _broken(questions, given, part.prefix)}
    sound = {name: given[name] for name in given if f"{part.prefix}{name}" not in broken}
    errors: list[AnswerError] = []
    for question, asked in taken(questions, sound, facts, part.own):
        field = f"{part.prefix}{question.name}"
        error = broken.get(field) if asked else _unasked(field, question, given)
        # Behind an answer that is wrong nobody knows what else should be asked.
        unknowable = asked is None and (part.doubt or errors)
        errors += [error] if error is not None and not unknowable else []
    return errors


def _broken(questions: Sequence[Question], given: Given, prefix: str) -> Iterator[AnswerError]:
    for question in questions:
        field, value = f"{prefix}{question.name}", given.get(question.name)
        if value is not None:
            broken = _checked(question, value)
            if broken is not None:
                yield AnswerError(field, broken.rule, broken.sentence)
        elif question.required:
            yield AnswerError(field, "missing", f"Manca la risposta: {question.label}")


def _checked(question: Question, value: object) -> Broken | None:
    try:
        check(question, value)
    except Broken as broken:
        return broken
    return None


def _unasked(field: str, question: Question, given: Given) -> AnswerError | None:
    if given.get(question.name) is None:
        return None
    sentence = f"Con le altre risposte questo dato non è chiesto: {question.label}"
    return AnswerError(field, "unknown-field", sentence)


def _strangers(names: set[str], given: Given, prefix: str) -> list[AnswerError]:
    return [
        AnswerError(prefix + _shown(name), "unknown-field", "Il bando non chiede questo dato.")
        for name in given
        if name not in names
    ]


def _shown(name: str) -> str:
    return name[:MAX_NAME].encode("utf-8", "replace").decode()


def _group(line: LineDraft, group: Group, given: Given, known: _Known) -> list[AnswerError]:
    asked, items = applies(group.asked_if, known.facts), given.get(group.name)
    if not asked:
        unknowable = items is None or (asked is None and known.doubt)
        errors = [] if unknowable else [_unasked_group(group)]
    elif items is not None and not isinstance(items, list):
        errors = [AnswerError(group.name, "wrong-type", f"Serve un elenco: {group.label}")]
    else:
        errors = _items(group, items or [], known)
    if not errors:
        take_group(line, group, given, known.facts)
    return errors


def _items(group: Group, items: Sequence[object], known: _Known) -> list[AnswerError]:
    errors = _sized(group, items)
    for index, item in enumerate(items[: group.maximum]):
        errors += _item(group, index, item, known)
    return errors


def _unasked_group(group: Group) -> AnswerError:
    sentence = f"Con le altre risposte questo elenco non è chiesto: {group.label}"
    return AnswerError(group.name, "unknown-field", sentence)


def _sized(group: Group, items: Sequence[object]) -> list[AnswerError]:
    if not items and group.minimum:
        sentence = f"Manca l'elenco: {group.label} (almeno {group.minimum})"
        return [AnswerError(group.name, "missing", sentence)]
    if group.minimum <= len(items) <= group.maximum:
        return []
    limits = f"da {group.minimum} a {group.maximum}, e sono {len(items)}"
    return [AnswerError(group.name, "group-size", f"{group.label}: possono essere {limits}.")]


def _item(group: Group, index: int, item: object, known: _Known) -> list[AnswerError]:
    field = f"{group.name}[{index}]"
    if not isinstance(item, Mapping):
        sentence = f"Non si leggono i dati di {group.item_label} {index + 1}."
        return [AnswerError(field, "wrong-type", sentence)]
    part = _Part({}, f"{field}.", known.doubt)
    names = {question.name for question in group.questions}
    return [
        *_strangers(names, item, part.prefix),
        *_form(group.questions, item, {**known.facts, "item": part.own}, part),
    ]


def _cross_checks(line: LineDraft, facts: dict[str, Any]) -> list[AnswerError]:
    return [
        AnswerError(each.field, "cross-check", each.sentence)
        for each in line.cross_checks
        if holds(each.cel, facts) is False
    ]
