"""Calls as tests need them: an invented call with versions, its card, its facts."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.applications.calls import CallChanged, CallMoved, CallPublished
from contracts.calls import CallDraft
from contracts.places import Body
from contracts.publishing import CallCard, CallStepTaken, VersionCard
from programmes.catalogue import CallFile, Programmes

CALL = "PROVA-2016"
OPENED = datetime(2016, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2016, 4, 30, 21, 59, 59, tzinfo=UTC)
LONGER = datetime(2016, 5, 31, 21, 59, 59, tzinfo=UTC)
WHO = "staff:0197aaaa-0000-7000-8000-00000000aaaa"


def requirement(identity: str) -> dict[str, Any]:
    return {
        "id": identity,
        "article": "art. 4",
        "cel": "answers.employees <= 50",
        "sentence_yes": "L'impresa ha al massimo 50 persone.",
        "sentence_no": "L'impresa ha più di 50 persone.",
        "sentence_missing": "Manca il numero delle persone.",
    }


def line(identity: str, title: str, budget_cents: int | None) -> dict[str, Any]:
    return {
        "id": identity,
        "title": title,
        "support_form": "firm_incentive",
        "who": ("firm",),
        "budget_cents": budget_cents,
        "questions": ({"kind": "integer", "name": "employees", "label": "Quante persone?"},),
        "documents": (
            {"id": "durc", "label": "DURC"},
            {"id": "identity", "label": "Documento d'identità", "identity": True},
        ),
        "requirements": (requirement("size"),),
        "amount": {"kind": "fixed", "amount_cents": 1_200_000},
        "payment": {"scheme": "reimbursement"},
    }


def draft(version: int = 1, **changed: Any) -> CallDraft:
    facts = {
        "id": CALL,
        "version": version,
        "title": "Bando di prova per imprese e famiglie",
        "owner": "ente-di-prova",
        "procedure": "sportello",
        "opens_at": OPENED,
        "closes_at": CLOSES,
        "review_days": 30,
        "legal": {"responsible_office": "Ufficio di Piano", "cup": "E44E20000140007"},
        "lines": (
            line("A", "Incentivi alle imprese", 6_000_000),
            line("B", "Servizi alle famiglie", 4_000_000),
        ),
        "sources": ({"where": "prova", "about": ("tutto",)},),
        **changed,
    }
    return CallDraft.model_validate(facts)


def extension() -> CallDraft:
    act = {
        "kind": "extension_with_supplement",
        "number": "31",
        "on": date(2016, 4, 20),
        "reason": "Poche domande dai comuni più piccoli.",
        "supplement_until": LONGER,
    }
    return draft(2, act=act, closes_at=LONGER)


def threshold() -> CallDraft:
    act = {
        "kind": "threshold_change",
        "number": "44",
        "on": date(2016, 5, 4),
        "reason": "La soglia escludeva imprese che il piano vuole raggiungere.",
        "recalculates": True,
    }
    return draft(3, act=act, closes_at=LONGER)


def version(definition: CallDraft, state: str = "published", **changed: Any) -> VersionCard:
    facts = {
        "version": definition.version,
        "state": state,
        "definition": definition,
        "missing": [],
        "differences": [],
        **changed,
    }
    return VersionCard.model_validate(facts)


def taken(step: str, number: int = 1, day: int = 1, **changed: Any) -> CallStepTaken:
    facts = {
        "step": step,
        "version": number,
        "official": WHO,
        "act_number": "" if step == "check" else "12",
        "act_on": None if step == "check" else date(2016, 2, day),
        "reason": "",
        "at": datetime(2016, 2, day, 9, 30, tzinfo=UTC),
        **changed,
    }
    return CallStepTaken.model_validate(facts)


def draft_call(**changed: Any) -> CallCard:
    """A call that nobody has checked yet and that lacks what publication needs."""
    lacking = ["l'atto che ha fissato i criteri", "il CUP", "l'informativa privacy", "la PEC"]
    facts = {
        "call_id": CALL,
        "title": "Bando di prova per imprese e famiglie",
        "owner": "ente-di-prova",
        "state": "draft",
        "since": None,
        "wake_at": None,
        "versions": [version(draft(), "draft", missing=lacking)],
        "taken": [],
        "steps": [("check", 1)],
        "applications": 0,
        **changed,
    }
    return CallCard.model_validate(facts)


def open_call(**changed: Any) -> CallCard:
    """A call with two published versions and a third that changes a threshold."""
    changes = ["La soglia delle persone passa da 50 a 60.", "Il resto non cambia."]
    later = ["La chiusura passa dal 30 apr 2016, 23:59 al 31 mag 2016, 23:59."]
    facts = {
        "state": "open",
        "since": OPENED,
        "wake_at": LONGER,
        "versions": [
            version(draft()),
            version(extension(), differences=later),
            version(threshold(), "checked", differences=changes),
        ],
        "taken": [
            taken("check"),
            taken("approve", day=2),
            taken("publish", day=3),
            taken("check", 3, day=20),
        ],
        "steps": [("approve", 3), ("suspend", 2), ("close", 2), ("revoke", 2)],
        "applications": 3,
        **changed,
    }
    return draft_call(**facts)


def published() -> CallPublished:
    lines = [{"line": "A", "budget_cents": 6_000_000}, {"line": "B", "budget_cents": 4_000_000}]
    return CallPublished.model_validate({"call_id": CALL, "call_version": 1, "lines": lines})


def changed(number: int = 2) -> CallChanged:
    facts = {
        "call_id": CALL,
        "call_version": number,
        "act": "extension_with_supplement",
        "lines": published().lines,
        "supplement_until": LONGER,
    }
    return CallChanged.model_validate(facts)


def moved(state: str = "open", by: str = "window", at: datetime = OPENED) -> CallMoved:
    facts = {"call_id": CALL, "state": state, "by": by, "at": at, "wake_at": None}
    return CallMoved.model_validate(facts)


def programmes() -> Programmes:
    """The invented call and its body, as the programme files would say them."""
    body = Body.model_validate(
        {"slug": "ente-di-prova", "name": "Ente di prova", "kind": "comune", "tax_code": None}
    )
    file = CallFile(CALL, "ente-di-prova", (draft(), extension(), threshold()))
    return Programmes({}, {body.slug: body}, {}, {CALL: file})
