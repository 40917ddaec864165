"""What the form of one page gives to the draft."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import Group
from services.portal.rules.applicant import FIELDS
from services.portal.rules.faults import DECLARED
from services.portal.rules.said import ANSWER, Form, typed_field, typed_items, typed_questions
from services.portal.rules.steps import Step, StepKind
from services.portal.rules.typed import clean

ADD, REMOVE, LOOK_UP, LEAVE, UPLOAD = "aggiungi", "togli-", "cerca", "esci", "carica"
Parts = dict[str, Any]


def parts(step: Step, line: LineDraft, form: Form) -> Parts:
    """Return the parts of a draft that a page replaces."""
    return GIVEN[step.kind](step, line, form)


def after_action(group: Group, given: Parts, action: str) -> Parts:
    """Return the items of a group after the button that adds one or takes one away."""
    items = given["groups"][group.name]
    if action == ADD and len(items) < group.maximum:
        items = [*items, {}]
    if action.startswith(REMOVE):
        index = action.removeprefix(REMOVE)
        items = [each for at, each in enumerate(items) if str(at) != index]
    return {"groups": {group.name: items}}


def remove_of(action: str) -> str:
    """Return what a button takes away; nothing for another button."""
    return action.removeprefix(REMOVE) if action.startswith(REMOVE) else ""


def _applicant(_: Step, line: LineDraft, form: Form) -> Parts:
    kind = form.get(f"{ANSWER}applicant.kind", line.who[0] if len(line.who) == 1 else "")
    typed = {
        each.name: told
        for each in FIELDS.get(kind, ())
        if (told := typed_field(each.kind, f"{ANSWER}applicant.{each.name}", form)) is not None
    }
    return {"applicant": {**typed, **({"kind": kind} if kind in line.who else {})}}


def _questions(step: Step, _: LineDraft, form: Form) -> Parts:
    return {"answers": typed_questions(step.questions, form)}


def _group(step: Step, _: LineDraft, form: Form) -> Parts:
    return {"groups": {step.group.name: typed_items(step.group, form)}} if step.group else {}


def _payment(_: Step, __: LineDraft, form: Form) -> Parts:
    return {"iban": clean(form.get("iban", ""))[:60]}


def _declarations(_: Step, __: LineDraft, form: Form) -> Parts:
    return {"declared": [name for name in DECLARED if form.get(f"declared.{name}") == "si"]}


def _nothing(_: Step, __: LineDraft, ___: Form) -> Parts:
    return {}


GIVEN: Mapping[StepKind, Callable[[Step, LineDraft, Form], Parts]] = {
    "applicant": _applicant,
    "questions": _questions,
    "group": _group,
    "documents": _nothing,
    "payment": _payment,
    "declarations": _declarations,
    "check": _nothing,
}
