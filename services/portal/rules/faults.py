"""What still keeps a draft from being sent: each fault with its page, its field and a sentence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.calls import LineDraft
from services.portal.rules import steps
from services.portal.rules.applicant import iban_wrong, known
from services.portal.rules.asked import Understood, documents
from services.portal.rules.said import kind_of
from services.portal.rules.typed import Reader

DECLARED: Mapping[str, str] = {
    "truth": "Confermi la dichiarazione di verità.",
    "privacy": "Confermi di aver letto l'informativa.",
}
ANSWERS = "answers."


@dataclass(frozen=True)
class Fault:
    """One thing to put right: the path of its field, the step it is on, what to do."""

    path: str
    step: str
    sentence: str


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
            yield Fault(f"documents.{document.id}", steps.DOCUMENTS, sentence)
        if any(file["state"] == "infected" for file in files):
            sentence = f"Un file contiene un virus: lo tolga ({document.label})."
            yield Fault(f"documents.{document.id}", steps.DOCUMENTS, sentence)


def answer_faults(
    line: LineDraft, understood: Understood, told: Iterable[tuple[str, str]]
) -> Iterator[Fault]:
    """Tell what is wrong with answers: what could not be read, then what the call's owner says.

    `told` are paths and sentences. Of a field that could not be read the owner knows nothing.
    """
    paths: dict[str, str] = {}
    for path, sentence in (*understood.wrong.items(), *told):
        paths.setdefault(path.removeprefix(ANSWERS), sentence)
    for path, sentence in paths.items():
        page = steps.page_of(line, path)
        yield Fault(path, page.name if page else steps.CHECK, sentence)
