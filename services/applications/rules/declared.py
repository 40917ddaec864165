"""What somebody declared, question by question, as a person reads it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import Question
from services.applications.rules.vocabulary import Place, told

Pair = tuple[str, str]


def pairs(line: LineDraft, answers: Mapping[str, Any]) -> list[Pair]:
    """Return each question that was answered, with the answer in words.

    The questions of a group are told item by item: «figlio 2: Data di nascita». An answer to a
    question that the line no longer asks is told by its name.
    """
    known = {each.name for each in (*line.questions, *line.groups)}
    strangers = [(name, told(value, None)) for name, value in answers.items() if name not in known]
    return [*_own("", line.questions, answers), *_items(line, answers), *strangers]


def _items(line: LineDraft, answers: Mapping[str, Any]) -> Iterator[Pair]:
    for group in line.groups:
        given = answers.get(group.name)
        for index, item in enumerate(given if isinstance(given, list) else []):
            yield from _own(f"{Place(group, index).label}: ", group.questions, item)


def _own(prefix: str, questions: Sequence[Question], given: Mapping[str, Any]) -> Iterator[Pair]:
    for question in questions:
        value = given.get(question.name)
        if value is not None:
            yield f"{prefix}{question.label}", told(value, question)
