"""Which questions a person is asked, given what they answered so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import FILED_ON, DateQuestion, Group, Question, RequiredDocument
from programmes.expressions import compiled
from services.portal.rules.typed import Reader, Unread

BROKEN = (LookupError, TypeError, ValueError, RuntimeError, ArithmeticError)
Facts = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What was typed so far in a draft: the kind of who applies, fields, items of groups."""

    kind: str = ""
    municipality: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


@dataclass
class Understood:
    """What was understood: the questions that are asked, the answers, what could not be read.

    `answers` is what the application will declare: nothing of a question that is not asked. Paths
    are those of field errors, `children[1].birth_on`.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    def is_asked(self, path: str) -> bool:
        """Tell whether a question or group is asked."""
        return path in self.asked


def understand(line: LineDraft, said: Said, reader: Reader) -> Understood:
    """Read a draft question by question: what a later one is asked for may read the earlier."""
    applicant = {"kind": said.kind, "municipality": said.municipality}
    facts: Facts = {
        "applicant": {name: value for name, value in applicant.items() if value},
        "answers": {},
        "filing": {"on": reader.today.isoformat()},
    }
    found = Understood(facts=facts)
    _Pass(found, reader, facts).take(line.questions, said.answers, facts["answers"], "")
    found.answers.update({n: facts["answers"][n] for n in found.asked if n in facts["answers"]})
    for group in line.groups:
        _take_group(group, said.groups.get(group.name, ()), found, reader)
    return found


def documents(line: LineDraft, understood: Understood) -> list[RequiredDocument]:
    """Return the documents that the case asks for, required or not."""
    return [each for each in line.documents if applies(each.when, understood.facts)]


def applies(source: str | None, facts: Facts) -> bool:
    """Tell whether a condition is met; one that cannot be answered yet is not."""
    if source is None:
        return True
    try:
        return compiled(source).execute(facts) is True
    except BROKEN:
        return False


@dataclass
class _Pass:
    """One reading of a list of questions into `own`, a part of the facts."""

    found: Understood
    reader: Reader
    facts: Facts

    def take(
        self, questions: Sequence[Question], typed: Mapping[str, str], own: Facts, prefix: str
    ) -> None:
        for question in questions:
            if applies(question.asked_if, self.facts):
                self._take(question, typed.get(question.name, ""), own, prefix)

    def _take(self, question: Question, typed: str, own: Facts, prefix: str) -> None:
        path = prefix + question.name
        self.found.asked.add(path)
        try:
            answer = self.reader.read(question, typed)
        except Unread as unread:
            self.found.wrong[path] = unread.sentence
            return
        if answer is not None:
            own[question.name] = answer
            own.update(_age(question, self.facts, own))


def _take_group(
    group: Group, typed: Sequence[Mapping[str, str]], found: Understood, reader: Reader
) -> None:
    if not applies(group.asked_if, found.facts):
        return
    found.asked.add(group.name)
    items: list[Facts] = []
    for index, fields in enumerate(typed):
        own: Facts = {}
        prefix = f"{group.name}[{index}]."
        _Pass(found, reader, {**found.facts, "item": own}).take(
            group.questions, fields, own, prefix
        )
        asked = {each.name for each in group.questions if prefix + each.name in found.asked}
        items.append({name: value for name, value in own.items() if name in asked})
    found.answers[group.name] = items
    found.facts["answers"][group.name] = items


def _age(question: Question, facts: Facts, own: Facts) -> Iterator[tuple[str, int]]:
    """Give the completed years and months that a later condition may read."""
    if not isinstance(question, DateQuestion) or question.age_at is None:
        return
    name = question.age_at
    counted = facts["filing"]["on"] if name == FILED_ON else own.get(name)
    start = date.fromisoformat(str(own[question.name]))
    if counted is None or start > (on := date.fromisoformat(str(counted))):
        return
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    yield f"{question.stem}_years", months // 12
    yield f"{question.stem}_months", months
