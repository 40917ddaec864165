"""The explanation tree of a case: unmet requirements first, then items, then the amount."""

from typing import Any

from contracts.cases import ApplicationCard
from services.dashboard.rules.explanation import (
    UNMET,
    Explanation,
    Finding,
    Item,
    explanation_of,
    unmet_first,
)
from services.dashboard.rules.wording import VERDICTS, Sign

ITEMS = {
    True: Sign("Conta", "good", "check-circle"),
    False: Sign("Non conta", "calm", "minus-circle"),
    None: Sign("Da completare", "wait", "help-circle"),
}


def explanation_values(card: ApplicationCard | None) -> dict[str, Any]:
    """Return what the template shows of the last check; `checks` is empty before the first."""
    tree = explanation_of(card.explanation) if card else None
    if card is None or tree is None:
        checks = [_plain(each) for each in card.requirements] if card else []
        return {"checks": checks, "met": [], "items": [], "amount": None, "changes": []}
    ordered = [_finding(each) for each in unmet_first(tree.findings)]
    unmet = [each for each in ordered if each["answer"] in UNMET]
    return {
        "checks": unmet or ordered,
        "met": [each for each in ordered if each["answer"] not in UNMET] if unmet else [],
        "items": [_item(each) for each in tree.items],
        "amount": _amount(tree),
        "changes": card.changes,
    }


def _plain(line: Any) -> dict[str, Any]:
    return {
        "answer": line.outcome,
        "outcome": VERDICTS[line.outcome],
        "sentence": line.sentence,
        "article": line.article,
        "read": (),
        "missing": (),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "answer": finding.answer,
        "outcome": VERDICTS[finding.answer],
        "sentence": finding.sentence,
        "article": finding.article,
        "read": finding.read,
        "missing": finding.missing_labels,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "label": item.label,
        "outcome": ITEMS[item.counted],
        "sentence": item.sentence,
        "checks": [_finding(each) for each in unmet_first(item.findings)],
    }


def _amount(tree: Explanation) -> dict[str, Any] | None:
    if tree.amount is None:
        return None
    computed = tree.amount.cents
    lowered = tree.ceiling_cents is not None and tree.amount_cents != computed
    return {
        "node": tree.amount,
        "cents": tree.amount_cents,
        "ceiling_cents": tree.ceiling_cents if lowered else None,
    }
