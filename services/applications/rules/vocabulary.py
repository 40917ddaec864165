"""The words for what is read: label, value as a person reads it, and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from contracts.calls import ApplicantKind, LineDraft
from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    Group,
    MoneyQuestion,
    Question,
)
from kit.money import euro
from services.applications.rules import day
from services.applications.rules.condition import Facts, at
from services.applications.rules.explanation import Reading

DECLARED = "dichiarato nella domanda"
NETWORK = "rete dell'alleanza"
TERRITORY = "territorio per codice ISTAT"
EARLIER = "domande precedenti"
BIRTH = "calcolato dalla data di nascita"
TERM = "calcolato dalla data dichiarata"
ANSWERS = "calcolato dalle risposte"
REGISTER = "registro di protocollo"
UNKNOWN = "dato mancante"

KINDS: dict[ApplicantKind, str] = {
    "person": "persona",
    "firm": "impresa",
    "association": "associazione",
    "professional": "professionista con dipendenti",
    "public_body": "ente pubblico",
}
DERIVED = {
    "years": ("anni compiuti", BIRTH),
    "months": ("mesi compiuti", BIRTH),
    "until_on": ("ultimo giorno del termine", TERM),
}

Form = Literal["plain", "money", "day", "kind", "places"]


class Subject(NamedTuple):
    """What a path is about."""

    label: str
    source: str
    form: Form = "plain"
    question: Question | None = None


HOUSE = {
    "applicant.kind": Subject("Chi presenta la domanda", DECLARED, "kind"),
    "applicant.municipality": Subject("Comune (codice ISTAT)", DECLARED),
    "applicant.in_territory": Subject("Comune nel territorio del bando", TERRITORY),
    "applicant.age_years": Subject("Anni compiuti di chi presenta la domanda", BIRTH),
    "network.member": Subject("Adesione alla rete", NETWORK),
    "employer.joined": Subject("Adesione del datore di lavoro", NETWORK),
    "employer.confirmed": Subject("Rapporto di lavoro confermato dal datore", NETWORK),
    "territory": Subject("Territorio del bando", TERRITORY, "places"),
    "filing.on": Subject("Giorno della domanda", REGISTER, "day"),
}


@dataclass(frozen=True)
class Place:
    """An item of a group, from 0."""

    group: Group
    index: int

    @property
    def label(self) -> str:
        """The item as people count it: «figlio 2»."""
        return f"{self.group.item_label} {self.index + 1}"


def reading(line: LineDraft, path: str, facts: Facts, place: Place | None = None) -> Reading:
    """Tell a value that was read; `item.` paths are of the item at that place."""
    found = at(facts, path)
    about = subject(line, path, place)
    return Reading(
        path=full_path(path, place),
        label=about.label,
        value=found if isinstance(found, str | int) else None,
        shown=_shown(found, about),
        source=about.source,
    )


def full_path(path: str, place: Place | None) -> str:
    """Return a path as fields are named: `item.birth_on` is `children[1].birth_on`."""
    if place is None or not path.startswith("item."):
        return path
    return f"{place.group.name}[{place.index}].{path.removeprefix('item.')}"


def shown(line: LineDraft, path: str, facts: Facts, place: Place | None = None) -> str:
    """Write the value of a path as a person reads it."""
    return _shown(at(facts, path), subject(line, path, place))


def told(value: object, question: Question | None) -> str:
    """Write an answer as a person reads it."""
    return _shown(value, Subject("", "", _form(question), question))


def kind_told(kind: str) -> str:
    """Write a kind of applicant as people call it."""
    return next((words for each, words in KINDS.items() if each == kind), kind)


def subject(line: LineDraft, path: str, place: Place | None = None) -> Subject:
    """Return what a path is about."""
    if path in HOUSE:
        return HOUSE[path]
    root, _, name = path.partition(".")
    if root == "item" and place is not None:
        return _answer(place.group.questions, name)
    if root == "answers" and (group := line.group(name)):
        return Subject(group.label, DECLARED)
    return _answer(line.questions, name) if root == "answers" else _house(line, root, name)


def _answer(questions: Sequence[Question], name: str) -> Subject:
    for question in questions:
        if question.name == name:
            return Subject(question.label, DECLARED, _form(question), question)
        if isinstance(question, DateQuestion) and name.startswith(f"{question.stem}_"):
            tail = name.removeprefix(f"{question.stem}_")
            if tail in DERIVED:
                words, source = DERIVED[tail]
                form: Form = "day" if tail == "until_on" else "plain"
                return Subject(f"{question.label}: {words}", source, form)
    return Subject(name, DECLARED)


def _house(line: LineDraft, root: str, name: str) -> Subject:
    if root == "earlier":
        form: Form = "money" if name.endswith(".cents") else "plain"
        words = "Contributi già avuti" if form == "money" else "Domande già presentate"
        return Subject(words, EARLIER, form)
    for group in line.groups if root == "computed" else ():
        if name == f"{group.name}_count":
            return Subject(f"{group.label}: quanti contano", ANSWERS)
        asked = group.question(name.removeprefix(f"{group.name}_").removesuffix("_total"))
        if asked is not None and name == f"{group.name}_{asked.name}_total":
            return Subject(f"{asked.label}: totale", ANSWERS, _form(asked))
    return Subject(name, ANSWERS)


def _form(question: Question | None) -> Form:
    if isinstance(question, MoneyQuestion):
        return "money"
    return "day" if isinstance(question, DateQuestion) else "plain"


def _shown(value: object, about: Subject) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, int):
        return _number(value, about)
    if isinstance(value, str):
        return _text(value, about)
    many = len(value) if isinstance(value, Sequence | Mapping) else 0
    return f"{many} codici ISTAT" if about.form == "places" else f"{many} voci"


def _number(value: int, about: Subject) -> str:
    if isinstance(value, bool):
        return "sì" if value else "no"
    return euro(value) if about.form == "money" else str(value)


def _text(value: str, about: Subject) -> str:
    if about.form == "kind":
        return kind_told(value)
    if about.form == "day":
        on = day.parsed(value)
        return value if on is None else day.written(on)
    if isinstance(about.question, ChoiceQuestion):
        labels = {choice.id: choice.label for choice in about.question.choices}
        return labels.get(value, value)
    return value
