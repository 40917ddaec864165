"""The empty sheet of a line: its titles, and how each column is filled in."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from contracts.calls import LineDraft
from contracts.questions import ChoiceQuestion, Question
from services.applications.rules.columns import Column, columns
from services.applications.rules.vocabulary import KINDS

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
HOW: Mapping[str, str] = {
    "text": "testo",
    "boolean": "sì o no",
    "municipality": "nome del comune, o codice ISTAT di 6 cifre",
    "date": "giorno, per esempio 31/12/2015",
    "integer": "numero intero, per esempio 12",
    "money": "importo in euro, per esempio 1.234,56",
    "tax_code": "codice fiscale di 16 caratteri",
    "vat_number": "partita IVA di 11 cifre",
}
HOW_APPLICANT: Mapping[str, str] = {
    "applicant.kind": "uno tra: " + ", ".join(KINDS.values()),
    "applicant.tax_code": "codice fiscale: 16 caratteri per una persona, 11 cifre per un ente",
    "applicant.vat_number": HOW["vat_number"],
    "applicant.birth_on": HOW["date"],
    "applicant.municipality": HOW["municipality"],
}


def shown(line: LineDraft) -> tuple[Column, ...]:
    """Return the columns that a template shows; of a long group the first items only."""
    return tuple(each for each in columns(line) if each.shown)


def notes(line: LineDraft) -> dict[str, str]:
    """Return how each column of a template is filled in, by its title."""
    return {each.title: _note(each) for each in shown(line)}


def as_csv(found: Sequence[Column]) -> bytes:
    """Return an empty CSV that Italian spreadsheets open: `;` and UTF-8 with its mark."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerow([each.title for each in found])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _note(column: Column) -> str:
    due = "obbligatoria" if column.kinds else "dove serve"
    return f"{_how(column.path, column.question)} ({due})"


def _how(path: str, question: Question | None) -> str:
    if isinstance(question, ChoiceQuestion):
        return "uno tra: " + ", ".join(each.label for each in question.choices)
    return HOW_APPLICANT.get(path, HOW["text"]) if question is None else HOW[question.kind]
