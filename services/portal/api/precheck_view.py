"""A precheck: what is asked for it, what was typed, and how its answer is drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.calls import Line
from contracts.intake import Precheck, Prechecked
from contracts.publishing import PublicCall
from contracts.questions import Group
from services.portal.api.fields import (
    Field,
    applicant_field,
    choice_field,
    question_field,
    target,
)
from services.portal.rules import outcome, reading
from services.portal.rules.applicant import (
    BIRTH,
    CHOOSE_KIND,
    RESIDENCE,
    SEAT,
    ApplicantField,
)
from services.portal.rules.asked import Said, Understood, understand
from services.portal.rules.parts import ADD, REMOVE
from services.portal.rules.said import (
    ANSWER,
    COUNT,
    Form,
    typed_field,
    typed_items,
    typed_questions,
)
from services.portal.rules.typed import NO, YES, Reader, Unread, civil_day
from services.portal.rules.wording import KINDS, headed

PERSON = "person"
BOTH = ((YES, "Sì"), (NO, "No"))
Wrong = Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """The fields of one group, item by item; those of no group come first."""

    group: Group | None
    items: list[tuple[str, list[Field]]]


@dataclass(frozen=True)
class Ask:
    """A precheck of one line, with what was typed."""

    call: PublicCall
    line: Line
    form: Form
    reader: Reader

    @property
    def names(self) -> set[str]:
        """The words that the rules of the line read."""
        return reading.read_names(self.line)

    @property
    def kind(self) -> str:
        """The kind of who would apply."""
        typed = self.form.get(f"{ANSWER}applicant.kind", "")
        if typed in self.line.who:
            return typed
        return self.line.who[0] if len(self.line.who) == 1 else ""

    def typed(self, name: str, kind: str = "text") -> str:
        """Return what was typed of who would apply."""
        return typed_field(kind, f"{ANSWER}applicant.{name}", self.form) or ""

    @property
    def said(self) -> Said:
        """What was typed to the questions."""
        groups = {each.name: self.items(each) for each in self.line.groups}
        answers = typed_questions(self.line.questions, self.form)
        return Said(self.kind, self.typed("municipality"), answers, groups)

    @property
    def understood(self) -> Understood:
        """What was understood of it."""
        return understand(self.line, self.said, self.reader)

    def items(self, group: Group) -> list[dict[str, str]]:
        """Return the items of a group after the button that was pressed."""
        if COUNT + group.name not in self.form:
            return [{} for _ in range(group.minimum)]
        items = typed_items(group, self.form)
        button, _, index = self.form.get("azione", "").rpartition(".")
        if button == f"{REMOVE}{group.name}":
            return [each for at, each in enumerate(items) if str(at) != index]
        adds = self.form.get("azione") == f"{ADD}.{group.name}"
        return [*items, {}][: group.maximum] if adds else items


def asked(ask: Ask) -> tuple[Precheck | None, Wrong]:
    """Return the precheck to ask for, or what is wrong with what was typed."""
    understood = ask.understood
    wrong = {**understood.wrong, **({} if ask.kind else {"applicant.kind": CHOOSE_KIND})}
    values: dict[str, Any] = {"kind": ask.kind, "answers": _answers(ask, understood)}
    for name, read in (("municipality", _municipality), ("birth_on", _birth)):
        try:
            values |= read(ask)
        except Unread as unread:
            wrong[f"applicant.{name}"] = unread.sentence
    if member := ask.typed("member"):
        values["member"] = member == YES
    return (None if wrong else Precheck.model_validate(values)), wrong


def page(ask: Ask, wrong: Wrong, answered: Prechecked | None) -> dict[str, Any]:
    """Return everything that the page of a precheck shows."""
    shown = list(_blocks(ask, wrong))
    known = {each.path: each for block in shown for _, items in block.items for each in items}
    places = ask.reader.places
    told = {
        "answered": answered,
        "heading": outcome.HEADINGS[answered.answer] if answered else "",
        "sign": outcome.SIGNS[answered.answer] if answered else None,
        "tree": outcome.tree(answered.outcome, places) if answered else None,
        "changes": [outcome.named(each, places) for each in answered.changes] if answered else [],
    }
    return {
        **told,
        "call": ask.call,
        "line": ask.line,
        "blocks": shown,
        "faults": [(f"#{target(known, path)}", sentence) for path, sentence in wrong.items()],
        "municipalities": places.names(ask.reader.today),
        "apply_href": f"/bandi/{ask.call.call_id}/{ask.line.id}/domanda",
    }


def _municipality(ask: Ask) -> dict[str, Any]:
    typed = ask.typed("municipality").strip()
    if not typed:
        raise Unread(_place(ask).empty)
    return {"municipality": ask.reader.municipality(typed)}


def _birth(ask: Ask) -> dict[str, Any]:
    typed = ask.typed("birth_on", "date")
    return {"birth_on": civil_day(typed)} if typed.strip("/ ") else {}


def _place(ask: Ask) -> ApplicantField:
    return RESIDENCE if PERSON in ask.line.who else SEAT


def _answers(ask: Ask, understood: Understood) -> dict[str, Any]:
    """Hand over what the rules read: what was left empty is not there."""
    names = ask.names
    read = {each.name for each in ask.line.questions if reading.is_read(each, names)}
    read |= {each.name for each in ask.line.groups if reading.group_is_read(each, names)}
    return {name: value for name, value in understood.answers.items() if name in read}


def _blocks(ask: Ask, wrong: Wrong) -> Iterator[Block]:
    said, understood, names = ask.said, ask.understood, ask.names
    plain = [
        question_field(each, said.answers.get(each.name, ""), wrong)
        for each in ask.line.questions
        if reading.is_read(each, names) and understood.is_asked(each.name)
    ]
    yield Block(None, [("", [*_who_fields(ask, wrong), *plain])])
    for group in ask.line.groups:
        if reading.group_is_read(group, names) and understood.is_asked(group.name):
            yield Block(group, list(_items(group, said, understood, wrong)))


def _items(
    group: Group, said: Said, understood: Understood, wrong: Wrong
) -> Iterator[tuple[str, list[Field]]]:
    for index, typed in enumerate(said.groups[group.name]):
        prefix = f"{group.name}[{index}]."
        fields = [
            question_field(each, typed.get(each.name, ""), wrong, prefix)
            for each in group.questions
            if understood.is_asked(prefix + each.name)
        ]
        yield headed(f"{group.item_label} {index + 1}"), fields


def _who_fields(ask: Ask, wrong: Wrong) -> Iterator[Field]:
    own = {path.removeprefix("applicant."): sentence for path, sentence in wrong.items()}
    who = ask.line.who
    if len(who) > 1:
        kinds = [(str(each), headed(KINDS[each])) for each in who]
        question = "Chi farebbe la domanda?"
        yield choice_field("applicant.kind", question, kinds, ask.kind, own.get("kind", ""))
    yield applicant_field(_place(ask), ask.typed("municipality"), own)
    if PERSON in who and reading.reads_age(ask.line):
        yield applicant_field(BIRTH, ask.typed("birth_on", "date"), own)
    if reading.reads_membership(ask.line):
        question = "L'organizzazione aderisce alla rete?"
        yield choice_field("applicant.member", question, BOTH, ask.typed("member"))
