"""Lines and calls of the rule tests, built from what a test says and nothing else."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from contracts.calls import ApplicantKind, CallDraft, LineDraft
from services.applications.rules.condition import Facts
from services.applications.rules.facts import Declared, facts_of

FILED_ON = date(2025, 5, 5)


def question(name: str, kind: str = "integer", **more: Any) -> dict[str, Any]:
    """A question labelled by its name: `isee_cents` is «isee cents»."""
    if kind == "choice":
        ids = more.pop("choices")
        more["choices"] = [{"id": each, "label": each.capitalize()} for each in ids]
    return {"name": name, "kind": kind, "label": name.replace("_", " "), **more}


def money(name: str, **more: Any) -> dict[str, Any]:
    return question(name, "money", **more)


def requirement(cel: str, name: str = "r", **more: Any) -> dict[str, Any]:
    sentences = {"sentence_yes": "Sì.", "sentence_no": "No.", "sentence_missing": "Manca."}
    return {"id": name, "article": "Articolo 1", "cel": cel, **sentences, **more}


def group(name: str, questions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    named = {"label": name.capitalize(), "item_label": more.pop("item_label", "figlio")}
    return {"name": name, "questions": questions, **named, **more}


def line(**parts: Any) -> LineDraft:
    kinds = list(get_args(ApplicantKind))
    given = {"id": "L", "title": "Linea", "support_form": "worker_voucher", "who": kinds}
    return LineDraft.model_validate(given | parts)


def call(*lines: LineDraft, **parts: Any) -> CallDraft:
    given = {
        "id": "CALL-1", "version": 1, "title": "Bando", "owner": "ente",
        "lines": lines, "sources": [{"where": "prova", "about": ["prova"]}],
    }  # fmt: skip
    return CallDraft.model_validate(given | parts)


def declared(answers: Mapping[str, Any] | None = None, **more: Any) -> Declared:
    given: dict[str, Any] = {
        "applicant_kind": "person", "municipality": "015070", "filed_on": FILED_ON,
        "answers": answers or {},
    }  # fmt: skip
    return Declared(**(given | more))


def facts(of: LineDraft, answers: Mapping[str, Any] | None = None, **more: Any) -> Facts:
    return facts_of(of, declared(answers, **more))
