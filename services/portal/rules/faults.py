"""What still keeps a draft from being sent: each fault with its page, its field and a sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.calls import LineDraft
from contracts.intake import FieldError
from services.portal.rules import steps
from services.portal.rules.applicant import iban_wrong, known
from services.portal.rules.asked import Understood, documents
from services.portal.rules.said import kind_of
from services.portal.rules.typed import Reader
from services.portal.rules.wording import headed

DECLARED: Mapping[str, str] = {
    "truth": "Confermi la dichiarazione di verità.",
    "privacy": "Confermi di aver letto l'informativa.",
}
ANSWERS, MISSING = "answers.", "missing"
ITEM = re.compile(r"(\w+)\[([0-9]{1,4})\]\.")


@dataclass(frozen=True)
class Fault:
    """One thing to put right: the path of its field, the step it is on, what to do.

    What is only `missing` does not keep an official from entering a paper that came in.
    """

    path: str
    step: str
    sentence: str
    missing: bool = False

    def told(self, line: LineDraft) -> str:
        """Say it where the item of its field cannot be seen."""
        found = ITEM.match(self.path)
        group = line.group(found[1]) if found else None
        if found is None or group is None:
            return self.sentence
        return headed(f"{group.item_label} {int(found[2]) + 1}: {self.sentence}")


def applicant_faults(data: Mapping[str, Any], line: LineDraft, reader: Reader) -> Iterator[Fault]:
    """Tell what is wrong with who applies."""
    typed = data.get("applicant", {})
    for name, sentence in known(kind_of(data, line), typed, reader).wrong.items():
        yield Fault(f"applicant.{name}", steps.APPLICANT, sentence)


def payment_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Tell what is wrong with the account to which money goes."""
    if sentence := iban_wrong(data.get("iban", "")):
        yield Fault("iban", steps.PAYMENT, sentence)


def declaration_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Tell which declarations are missing."""
    for name, sentence in DECLARED.items():
        if name not in data.get("declared", []):
            yield Fault(f"declared.{name}", steps.DECLARATIONS, sentence)


def document_faults(
    data: Mapping[str, Any], line: LineDraft, understood: Understood
) -> Iterator[Fault]:
    """Tell which documents are missing, and which cannot be taken.

    An amendment adds to the documents that were filed before.
    """
    given, filed = data.get("documents", {}), data.get("filed_documents", {})
    for document in documents(line, understood):
        files = given.get(document.id, [])
        if document.required and not files and document.id not in filed:
            sentence = f"Manca un documento: {document.label}."
            yield Fault(f"documents.{document.id}", steps.DOCUMENTS, sentence, missing=True)
        if any(file["state"] == "infected" for file in files):
            sentence = f"Un file contiene un virus: lo tolga ({document.label})."
            yield Fault(f"documents.{document.id}", steps.DOCUMENTS, sentence)


def answer_faults(
    line: LineDraft, understood: Understood, told: Iterable[FieldError]
) -> Iterator[Fault]:
    """Tell what is wrong with answers: what could not be read, then what the call's owner says.

    Of a field that could not be read the owner knows nothing.
    """
    unread = [
        FieldError(field=path, rule="unread", detail=sentence)
        for path, sentence in understood.wrong.items()
    ]
    seen: set[str] = set()
    for each in (*unread, *told):
        path = each.field.removeprefix(ANSWERS)
        if path not in seen:
            page = steps.page_of(line, path)
            where = page.name if page else steps.CHECK
            yield Fault(path, where, each.detail, missing=each.rule == MISSING)
        seen.add(path)
