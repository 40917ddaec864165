"""A call that asks everything a call may ask: conditions, items, two pages, several applicants."""

from typing import Any

from contracts.calls import CallDraft
from programmes.files import Programmes
from tests.applications import drafts
from tests.applications.world_register import call, programmes

CALL, LINE = "TUTTO-2015", "casa"
THERE = f"{CALL}/{LINE}"
SITUATION = {
    "a.works": "si", "a.partner": "no", "a.isee_cents": "12.000,50", "a.resident_on.g": "1",
    "a.resident_on.m": "9", "a.resident_on.a": "2010", "a.school": "015142",
    "a.why": "Per lavorare.", "a.employer": "99000010159",
}  # fmt: skip
CHILD = {
    "a.children[0].name": "Anna", "a.children[0].birth_on.g": "3", "a.children[0].birth_on.m": "5",
    "a.children[0].birth_on.a": "2012", "a.children[0].nursery": "no",
    "a.children[0].cost_cents": "350",
}  # fmt: skip


def _questions() -> list[dict[str, Any]]:
    return [
        drafts.question("works", "boolean", label="Lavora?"),
        drafts.question("partner", "boolean", label="Vive con l'altro genitore?"),
        drafts.question(
            "partner_works", "boolean", label="L'altro genitore lavora?", asked_if="answers.partner"
        ),
        drafts.money("isee_cents", label="Quanto vale l'ISEE?", required=False),
        drafts.question("resident_on", "date", label="Da quando risiede qui?"),
        drafts.question("school", "municipality", label="In quale comune è la scuola?"),
        drafts.question("why", "text", label="Perché chiede il contributo?"),
        drafts.question("employer", "vat_number", label="Qual è la partita IVA di chi La assume?"),
        drafts.question(
            "staff", label="Quante persone dipendenti ha?", asked_if="applicant.kind == 'firm'"
        ),
    ]


def _children() -> dict[str, Any]:
    fields = [
        drafts.question("name", "text", label="Come si chiama?"),
        drafts.question("birth_on", "date", label="Quando è nato o nata?", age_at="filed_on"),
        drafts.question("nursery", "boolean", label="Va al nido?"),
        drafts.question(
            "months", label="Per quanti mesi?", asked_if="item.nursery", minimum=1, maximum=12
        ),
        drafts.money("cost_cents", label="Quanto costa al mese?"),
    ]
    few = drafts.requirement("item.birth_years < 12", "young", article="Art. 5")
    return drafts.group("children", fields, label="Figli", maximum=3, item_requirements=[few])


def _line(**parts: Any) -> dict[str, Any]:
    cap = {"kind": "each", "of": "children", "rule": {"kind": "declared", "of": "cost_cents"}}
    return {
        "id": LINE, "title": "Sezione casa", "support_form": "worker_voucher",
        "who": ["person", "firm", "association"], "budget_cents": 5_000_000,
        "questions": _questions(), "groups": [_children()],
        "requirements": [drafts.requirement("answers.works", article="Art. 3")],
        "cross_checks": [{
            "id": "own-school", "cel": "answers.school != '015146'", "field": "school",
            "sentence": "La scuola non può essere a Milano.",
        }],
        "documents": [
            {"id": "identity", "label": "Carta d'identità", "identity": True},
            {"id": "nursery", "label": "Iscrizione al nido", "at_most": 2,
             "when": "answers.children.exists(c, c.nursery)"},
        ],
        "amount": cap, "payment": {"scheme": "reimbursement"}, **parts,
    }  # fmt: skip


def rich_call(**parts: Any) -> CallDraft:
    return call(CALL, lines=[_line(**parts)])


def rich_programmes(**parts: Any) -> Programmes:
    return programmes(rich_call(**parts))
