"""The form of a line as JSON Schema 2020-12: what a program must send to file an application."""

from typing import Any

from pydantic import TypeAdapter

from contracts.calls import CallDraft, LineDraft
from contracts.intake import Applicant
from contracts.questions import RequiredDocument
from services.applications.rules import question_schema
from services.applications.rules.condition_schema import Schema, as_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEYS = (
    "x-kind: il tipo della domanda nel bando. x-unit: l'unità di un importo. x-minimum-on e "
    "x-maximum-on: i giorni ammessi, estremi inclusi. x-item-label: come si chiama una voce. "
    "x-asked-if: quando la domanda è posta (CEL); dove è un confronto con valori dati è scritto "
    "anche come if, then, else. x-checks: condizioni tra le risposte (CEL), con la frase che si "
    "legge quando non valgono. x-documents: i documenti da allegare, con la condizione quando "
    "non riguardano tutti. x-who: a chi si rivolge la sezione."
)


def filing(call: CallDraft, line_id: str) -> Schema:
    """Return the schema of a whole filing to a line; that of the answers is a part of it.

    What JSON Schema cannot say (check characters, conditions that are no comparison with a
    constant) is said in CEL under `x-` keys, which `$comment` explains, and is checked by us alone.
    A line that the call does not have raises LookupError.
    """
    line = call.line(line_id)
    applicant = TypeAdapter[Any](Applicant).json_schema()
    definitions = applicant.pop("$defs")
    properties = {
        "application_id": {"type": "string", "format": "uuid"},
        "call_id": {"const": call.id},
        "line": {"const": line.id},
        "applicant": applicant | {"x-who": list(line.who)},
        "iban": {"type": "string", "maxLength": 40},
        "answers": answers(line),
        "documents": _documents(line),
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:capofila:call:{call.id}:{call.version}:{line.id}",
        "$comment": KEYS,
        "title": f"{call.title}: {line.title}",
        "type": "object",
        "properties": properties,
        "required": ["call_id", "line", "applicant", "iban", "answers"],
        "additionalProperties": False,
        "$defs": definitions,
        **_due_documents(line),
    }


def answers(line: LineDraft) -> Schema:
    """Return the schema of the answers to a line's form."""
    checks = [
        {"id": each.id, "cel": each.cel, "sentence": each.sentence, "field": each.field}
        for each in line.cross_checks
    ]
    schema = question_schema.answers(line.questions, line.groups)
    return {"title": line.title, **schema} | ({"x-checks": checks} if checks else {})


def _documents(line: LineDraft) -> Schema:
    item: Schema = {
        "type": "object",
        "properties": {
            "document": {"enum": [each.id for each in line.documents]},
            "attachment_id": {"type": "string", "format": "uuid"},
        },
        "required": ["document", "attachment_id"],
        "additionalProperties": False,
    }
    told = [each.model_dump(mode="json", exclude_none=True) for each in line.documents]
    return {"type": "array", "maxItems": 50, "items": item, "x-documents": told}


def _due_documents(line: LineDraft) -> Schema:
    """Say which documents are due, where their condition is a plain one or there is none."""
    due = [found for each in line.documents if each.required and (found := _due(line, each))]
    return {"allOf": due} if due else {}


def _due(line: LineDraft, document: RequiredDocument) -> Schema | None:
    there = {"contains": {"properties": {"document": {"const": document.id}}}}
    then = {"properties": {"documents": there}, "required": ["documents"]}
    if document.when is None:
        return then
    condition = as_schema(document.when, "answers", [each.name for each in line.questions])
    return condition and {"if": {"properties": {"answers": condition}}, "then": then}
