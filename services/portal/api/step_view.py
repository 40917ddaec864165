"""A page of a draft as its template draws it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.questions import RequiredDocument
from services.portal.api.fields import (
    Field,
    anchor,
    applicant_field,
    choice_field,
    question_field,
    target,
)
from services.portal.api.sheet import Sheet
from services.portal.rules.applicant import FIELDS
from services.portal.rules.asked import documents
from services.portal.rules.faults import Fault
from services.portal.rules.said import groups_of, kind_of
from services.portal.rules.steps import Step
from services.portal.rules.wording import KINDS, headed


@dataclass(frozen=True)
class Item:
    """One item of a group, with its fields."""

    title: str
    index: int
    id: str
    fields: list[Field]


@dataclass(frozen=True)
class Paper:
    """A document that is asked for, with the files that were given."""

    id: str
    label: str
    help: str
    required: bool
    identity: bool
    may_add: bool
    files: Sequence[Mapping[str, Any]]
    filed: Sequence[str]
    wrong: str

    @property
    def anchor(self) -> str:
        """The name of its field in the page."""
        return anchor(f"documents.{self.id}")


@dataclass(frozen=True)
class Place:
    """A step in the list of steps."""

    title: str
    href: str
    state: str


def frame(sheet: Sheet, step: Step, faults: Iterable[Fault] = ()) -> dict[str, Any]:
    """Return what surrounds every page of a draft."""
    found = list(faults)
    fields = {each.path: each for each in step_fields(sheet, step, found)}
    before = sheet.before(step)
    return {
        "sheet": sheet,
        "step": step,
        "here": sheet.step_href(step),
        "back_href": sheet.step_href(before) if before else "",
        "places": places(sheet, step),
        "position": [each.name for each in sheet.steps].index(step.name) + 1,
        "total": len(sheet.steps),
        "faults": [(f"#{target(fields, each.path)}", each.told(sheet.line)) for each in found],
        "fields": list(fields.values()),
        "municipalities": _municipalities(sheet, fields.values()),
    }


def places(sheet: Sheet, here: Step) -> list[Place]:
    """Return the steps of a draft; those that were saved are done."""
    done = {step.name: "done" for step in sheet.steps if sheet.is_done(step)}
    states = {**done, here.name: "now"}
    return [
        Place(step.title, sheet.step_href(step), states.get(step.name, "next"))
        for step in sheet.steps
    ]


def step_fields(sheet: Sheet, step: Step, faults: Iterable[Fault]) -> list[Field]:
    """Return the fields of a page, in order."""
    wrong = {each.path: each.sentence for each in faults}
    match step.kind:
        case "applicant":
            return _applicant_fields(sheet, wrong)
        case "questions":
            return [
                question_field(each, sheet.said.answers.get(each.name, ""), wrong)
                for each in step.questions
                if sheet.understood.is_asked(each.name)
            ]
        case "group":
            return [field for item in items(sheet, step, wrong) for field in item.fields]
    return []


def items(sheet: Sheet, step: Step, wrong: Mapping[str, str]) -> list[Item]:
    """Return the items of a group with the fields that are asked of each."""
    group = step.group
    if group is None:
        return []
    typed = groups_of(sheet.data, sheet.line)[group.name]
    return [
        Item(
            title=headed(f"{group.item_label} {index + 1}"),
            index=index,
            id=f"voce-{index + 1}",
            fields=[
                question_field(each, said.get(each.name, ""), wrong, f"{group.name}[{index}].")
                for each in group.questions
                if sheet.understood.is_asked(f"{group.name}[{index}].{each.name}")
            ],
        )
        for index, said in enumerate(typed)
    ]


def papers(sheet: Sheet, faults: Iterable[Fault]) -> list[Paper]:
    """Return the documents that the case asks for."""
    wrong = {each.path: each.sentence for each in faults}
    return [
        _paper(sheet.data, each, wrong.get(f"documents.{each.id}", ""))
        for each in documents(sheet.line, sheet.understood)
    ]


def asked_on(sheet: Sheet, step: Step) -> list[str]:
    """Return the paths of the questions that a page shows now, given what was answered."""
    if step.kind == "applicant":
        kind = kind_of(sheet.data, sheet.line)
        return [f"applicant.{each.name}" for each in FIELDS.get(kind, ())]
    if step.group is None:
        return [each.name for each in step.questions if sheet.understood.is_asked(each.name)]
    return sorted(path for path in sheet.understood.asked if path.startswith(f"{step.group.name}["))


def _paper(data: Mapping[str, Any], document: RequiredDocument, wrong: str) -> Paper:
    files = data.get("documents", {}).get(document.id, [])
    filed = data.get("filed_documents", {}).get(document.id, [])
    return Paper(
        id=document.id,
        label=document.label,
        help=document.help or "",
        required=document.required,
        identity=document.identity,
        may_add=len(files) + len(filed) < document.at_most,
        files=files,
        filed=filed,
        wrong=wrong,
    )


def _applicant_fields(sheet: Sheet, wrong: Mapping[str, str]) -> list[Field]:
    typed = sheet.data.get("applicant", {})
    kind = kind_of(sheet.data, sheet.line)
    own = {path.removeprefix("applicant."): sentence for path, sentence in wrong.items()}
    fields = [applicant_field(each, typed.get(each.name, ""), own) for each in FIELDS.get(kind, ())]
    if sheet.draft.arrival is not None:
        fields = [replace(each, autocomplete="off") for each in fields]
    if len(sheet.line.who) > 1:
        options = [(each, headed(KINDS[each])) for each in sheet.line.who]
        chosen = choice_field(
            "applicant.kind", "Chi fa la domanda?", options, kind, own.get("kind", "")
        )
        return [chosen, *fields]
    return fields


def _municipalities(sheet: Sheet, fields: Iterable[Field]) -> list[str]:
    if any(each.look == "municipality" for each in fields):
        return sheet.reader.places.names(sheet.reader.today)
    return []
