"""A draft in words, page by page, to be checked before it is sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import ChoiceQuestion, Question
from services.portal.rules.applicant import FIELDS
from services.portal.rules.asked import Understood, documents
from services.portal.rules.places import Places
from services.portal.rules.steps import Step, StepKind
from services.portal.rules.typed import Unread, civil_day
from services.portal.rules.wording import KINDS, day, headed, listed, money

NO_ANSWER = "Non risposto"
Row = tuple[str, str]


@dataclass(frozen=True)
class Summary:
    """Writes what a draft says: what was typed, and what was understood of it."""

    line: LineDraft
    data: Mapping[str, Any]
    kind: str
    understood: Understood
    places: Places

    def rows(self, step: Step) -> list[Row]:
        """Return what one page says, as labels and words."""
        told = TOLD.get(step.kind)
        return list(told(self, step)) if told else []

    def items(self, step: Step) -> list[tuple[str, list[Row]]]:
        """Return what each item of a group says."""
        if step.group is None:
            return []
        group, items = step.group, self.understood.answers.get(step.group.name, [])
        return [
            (
                headed(f"{group.item_label} {index + 1}"),
                list(self._asked(group.questions, item, f"{group.name}[{index}].")),
            )
            for index, item in enumerate(items)
        ]

    def applicant(self, _: Step) -> Iterator[Row]:
        """Tell who applies."""
        typed = self.data.get("applicant", {})
        for kind, words in KINDS.items():
            if kind == self.kind and len(self.line.who) > 1:
                yield "Chi fa domanda", headed(words)
        for field in FIELDS.get(self.kind, ()):
            yield field.label, _typed(field.kind, typed.get(field.name, "").strip())

    def questions(self, step: Step) -> Iterator[Row]:
        """Tell the answers of a page."""
        yield from self._asked(step.questions, self.understood.answers, "")

    def documents(self, _: Step) -> Iterator[Row]:
        """Tell the files, document by document."""
        given = self.data.get("documents", {})
        for document in documents(self.line, self.understood):
            names = [file["name"] for file in given.get(document.id, [])]
            yield document.label, listed(names) if names else "Nessun file"

    def payment(self, _: Step) -> Iterator[Row]:
        """Tell the account."""
        iban = "".join(self.data.get("iban", "").split()).upper()
        yield "IBAN", " ".join(iban[at : at + 4] for at in range(0, len(iban), 4)) or NO_ANSWER

    def declarations(self, _: Step) -> Iterator[Row]:
        """Tell what was declared."""
        declared = self.data.get("declared", [])
        yield "Dichiarazione di verità", "Confermata" if "truth" in declared else "Da confermare"
        yield "Informativa sulla privacy", "Letta" if "privacy" in declared else "Da leggere"

    def _asked(
        self, questions: Sequence[Question], answers: Mapping[str, Any], prefix: str
    ) -> Iterator[Row]:
        for question in questions:
            if self.understood.is_asked(prefix + question.name):
                yield question.label, said(question, answers.get(question.name), self.places)


TOLD: Mapping[StepKind, Callable[[Summary, Step], Iterator[Row]]] = {
    "applicant": Summary.applicant,
    "questions": Summary.questions,
    "documents": Summary.documents,
    "payment": Summary.payment,
    "declarations": Summary.declarations,
}


def said(question: Question, answer: object, places: Places) -> str:
    """Write an answer as one reads it."""
    if answer is None:
        return NO_ANSWER
    if isinstance(question, ChoiceQuestion):
        return next((each.label for each in question.choices if each.id == answer), str(answer))
    if question.kind == "municipality":
        return places.name(str(answer))
    return SAID.get(question.kind, str)(answer)


SAID: Mapping[str, Callable[[Any], str]] = {
    "boolean": lambda answer: "Sì" if answer else "No",
    "money": money,
    "date": lambda answer: day(civil_day(answer)),
}


def _typed(kind: str, text: str) -> str:
    if not text.strip("/ "):
        return NO_ANSWER
    if kind != "date":
        return text.upper() if kind in ("tax_code", "vat_number") else text
    try:
        return day(civil_day(text))
    except Unread:
        return text
