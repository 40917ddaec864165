"""Who reviews does not sign: what an official must find before a decision is theirs to take."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from contracts.applications.decisions import DecisionOutcome
from contracts.assessment import Review
from kit.refusal import Refusal

NO_PROPOSAL = "Manca la proposta di chi ha curato l'istruttoria su quest'esame della domanda."
TWO = "L'importo chiede due firme: manca quella di un'altra persona."
REVIEWER = "Chi ha curato l'istruttoria di una domanda non firma il suo provvedimento."


@dataclass(frozen=True)
class Proposed:
    """What was proposed on the last check, by whom, and who has signed under it."""

    outcome: DecisionOutcome
    reviewer: str
    signers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deciding:
    """A decision that is about to be signed: by whom, which, of how much, and its reason."""

    official: str
    outcome: DecisionOutcome
    amount_cents: int
    reason: str


def check_signer(official: str, reviewers: Container[str]) -> None:
    """Refuse `reviewer-signs` (409) when who signs has reviewed the application."""
    if official in reviewers:
        raise Refusal("reviewer-signs", REVIEWER)


def check_decision(review: Review, proposed: Proposed | None, deciding: Deciding) -> None:
    """Refuse a decision that the review does not carry; all 409.

    `no-proposal`; `deviation-without-reason` for another outcome than the proposed one, which is to
    be explained (art. 6 c. 1 lett. e L. 241/1990); `second-signature-needed`.
    """
    if proposed is None:
        raise Refusal("no-proposal", NO_PROPOSAL)
    if deciding.outcome != proposed.outcome and not deciding.reason:
        sentence = "Chi decide diversamente dalla proposta ne scrive il motivo."
        raise Refusal("deviation-without-reason", sentence)
    needed = deciding.outcome == "granted" and needs_two(review, deciding.amount_cents)
    if needed and not _others(proposed, deciding.official):
        raise Refusal("second-signature-needed", TWO)


def needs_two(review: Review, amount_cents: int) -> bool:
    """Tell whether a grant of an amount is signed by two."""
    above = review.second_signature_above_cents
    return above is not None and amount_cents > above


def waiting(
    review: Review, proposed: Proposed | None, amount_cents: int, open_items: Sequence[str]
) -> Iterator[str]:
    """Tell in sentences what is missing before an application is decided."""
    if open_items:
        yield f"Verifiche senza risposta: {', '.join(open_items)}."
    if proposed is None:
        yield NO_PROPOSAL
    elif proposed.outcome == "granted" and needs_two(review, amount_cents) and not proposed.signers:
        yield TWO


def _others(proposed: Proposed, official: str) -> tuple[str, ...]:
    return tuple(each for each in proposed.signers if each != official)
