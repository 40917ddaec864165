"""Whom a person works for, and what of the employer an application still waits for."""

from collections.abc import Iterable
from typing import Any

from contracts.applications.filing import Wait
from contracts.calls import LineDraft
from kit.pseudonyms import pseudonym
from services.applications.rules.condition import Facts
from services.applications.rules.explanation import Outcome

ROOT = "employer."
WAITS: tuple[tuple[str, Wait], ...] = (
    ("employer.joined", "adhesion"),
    ("employer.confirmed", "employment"),
)
# What who applied reads instead of the state.
WORDS: dict[Wait, str] = {
    "adhesion": "in attesa dell'adesione del datore",
    "employment": "in attesa della conferma del datore",
}
# What an official reads who would grant it before.
AWAITED: dict[str, str] = {
    "adhesion": (
        "La domanda aspetta che il datore di lavoro aderisca alla rete: "
        "prima non si può accogliere."
    ),
    "employment": (
        "La domanda aspetta che il datore di lavoro confermi il rapporto di lavoro: "
        "prima non si può accogliere."
    ),
}


def employer_key(line: LineDraft, facts: Facts, pseudonym_key: str) -> str:
    """Return the keyed hash of the VAT number of the employer; nothing when nobody told it."""
    told: Any = facts["answers"].get(line.employer) if line.employer else None
    return pseudonym(pseudonym_key, told) if isinstance(told, str) else ""


def waits_for(outcome: Outcome) -> Wait:
    """Return what the employer has still to do before the outcome can be a yes.

    An application that a requirement refuses already waits for nobody.
    """
    if outcome.answer != "to_complete":
        return ""
    missing = {path for finding in outcome.findings for path in _lacked(finding)}
    return next((wait for path, wait in WAITS if path in missing), "")


def _lacked(finding: Any) -> Iterable[str]:
    return finding.missing if finding.answer == "to_complete" else ()
