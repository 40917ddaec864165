"""Which questions the requirements and the amount of a line read: those that a precheck asks."""

from collections.abc import Iterator

from pydantic import BaseModel

from contracts.calls import LineDraft
from contracts.questions import DateQuestion, Group, Question, Requirement
from programmes.expressions import paths

DERIVED = ("_years", "_months", "_until_on")


def read_names(line: LineDraft) -> set[str]:
    """Return the words that the rules of a line read: names of questions and groups, among others.

    A question that decides whether another one is asked is read with it.
    """
    names = {word for source in _sources(line) for word in _words(source)}
    names |= set(_amount_words(line.amount)) if line.amount else set()
    return names | _conditions(line, names)


def is_read(question: Question, names: set[str]) -> bool:
    """Tell whether a question, or what its date gives, is among the words read."""
    if question.name in names:
        return True
    return isinstance(question, DateQuestion) and any(
        question.stem + suffix in names for suffix in DERIVED
    )


def group_is_read(group: Group, names: set[str]) -> bool:
    """Tell whether a group, its count or a total of it is among the words read."""
    return any(name == group.name or name.startswith(f"{group.name}_") for name in names)


def reads_age(line: LineDraft) -> bool:
    """Tell whether a rule reads the age of the person who applies."""
    return "age_years" in read_names(line)


def reads_membership(line: LineDraft) -> bool:
    """Tell whether a requirement reads whether the organisation joined the network."""
    return "member" in read_names(line)


def _sources(line: LineDraft) -> Iterator[str]:
    for requirement in line.requirements:
        yield from _cel(requirement)
    for group in line.groups:
        for requirement in group.item_requirements:
            yield from _cel(requirement)


def _cel(requirement: Requirement) -> Iterator[str]:
    yield requirement.cel
    if requirement.when:
        yield requirement.when


def _words(source: str) -> Iterator[str]:
    for path in paths(source):
        yield from path.split(".")[1:]


def _amount_words(rule: BaseModel) -> Iterator[str]:
    """Walk a rule: its names, the variables of its rows, the data that its conditions read."""
    for name in type(rule).model_fields:
        value = getattr(rule, name)
        if name == "when" and value:
            yield from _words(value)
        elif name == "where":
            yield from value
        else:
            yield from _values(value)


def _values(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _amount_words(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _values(each)


def _conditions(line: LineDraft, names: set[str]) -> set[str]:
    asked = (*line.questions, *(each for group in line.groups for each in group.questions))
    conditional = [each for each in asked if each.asked_if and is_read(each, names)]
    groups = [each for each in line.groups if each.asked_if and group_is_read(each, names)]
    return {word for each in (*conditional, *groups) for word in _words(each.asked_if or "")}
