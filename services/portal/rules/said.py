"""What a draft holds of what was typed, part by part, and how a form gives it."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import Group, Question
from services.portal.rules.asked import Said
from services.portal.rules.places import Places
from services.portal.rules.typed import Reader, Unread, clean, typed_again

ANSWER = "a."
COUNT = "n."
DAY, MONTH, YEAR = ".g", ".m", ".a"
Form = Mapping[str, str]
Data = Mapping[str, Any]


def said_of(data: Data, line: LineDraft, reader: Reader) -> Said:
    """Return what was typed so far, with the kind and the municipality of who applies."""
    applicant = data.get("applicant", {})
    try:
        municipality = reader.municipality(applicant.get("municipality", ""))
    except Unread:
        municipality = ""
    return Said(
        kind=kind_of(data, line),
        municipality=municipality,
        answers=data.get("answers", {}),
        groups=groups_of(data, line),
    )


def kind_of(data: Data, line: LineDraft) -> str:
    """Return the kind of who applies: the one that was chosen, or the only one there is."""
    chosen: str = data.get("applicant", {}).get("kind", "")
    if chosen in line.who:
        return chosen
    return line.who[0] if len(line.who) == 1 else ""


def groups_of(data: Data, line: LineDraft) -> dict[str, list[dict[str, str]]]:
    """Return the items of each group; a group of which nothing was said shows its least items."""
    typed = data.get("groups", {})
    return {
        group.name: typed.get(group.name, [{} for _ in range(group.minimum)])
        for group in line.groups
    }


def typed_questions(questions: Sequence[Question], form: Form, prefix: str = "") -> dict[str, str]:
    """Return what a form says to the questions that were on it."""
    return {
        question.name: typed
        for question in questions
        if (typed := typed_field(question.kind, ANSWER + prefix + question.name, form)) is not None
    }


def typed_field(kind: str, name: str, form: Form) -> str | None:
    """Return what was typed into one field; a day has three. None for a field that was not there.

    Radio buttons of which none was chosen send nothing: an empty field of their name goes with
    them.
    """
    if kind == "date":
        parts = [form.get(name + part) for part in (DAY, MONTH, YEAR)]
        if all(part is None for part in parts):
            return None
        return "/".join(clean(part or "").strip().replace("/", "") for part in parts)
    typed = form.get(name)
    return None if typed is None else clean(typed)


def typed_items(group: Group, form: Form) -> list[dict[str, str]]:
    """Return the items of a group as a form gives them, no more than one beyond the most."""
    told = form.get(COUNT + group.name, "")
    count = min(int(told) if told.isdecimal() and len(told) < 4 else 0, group.maximum)  # noqa: PLR2004
    return [
        typed_questions(group.questions, form, f"{group.name}[{index}].") for index in range(count)
    ]


def data_of(answers: Mapping[str, Any], line: LineDraft, places: Places) -> dict[str, Any]:
    """Return the typed form of answers that were filed before, for an amendment."""
    return {
        "answers": _typed(line.questions, answers, places),
        "groups": {
            group.name: [_typed(group.questions, item, places) for item in answers[group.name]]
            for group in line.groups
            if isinstance(answers.get(group.name), list)
        },
    }


def _typed(
    questions: Sequence[Question], answers: Mapping[str, Any], places: Places
) -> dict[str, str]:
    return {
        question.name: typed_again(question, answers[question.name], places)
        for question in questions
        if question.name in answers
    }
