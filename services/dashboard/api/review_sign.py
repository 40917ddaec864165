"""Who may sign what of a reviewed case, and what follows: four eyes, and six above an amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.review import ReviewCard
from services.dashboard.api.desk import Desk
from services.dashboard.api.term_view import Back
from services.dashboard.models import ApplicationRow
from services.dashboard.queries.calls import gives_voucher, line_of, version_of
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules import review_words as words
from services.dashboard.rules.story import DECIDERS, if_accepted, if_refused

SIGN, DECIDE = "firma", "decisione"
NOT_YOURS = "Decide e firma chi è responsabile del procedimento."
READ_IT = "Hai letto questa domanda: il provvedimento lo firma un'altra persona."
NO_PROPOSAL = "Si decide dopo la proposta di chi la legge."
BY_LIST = "In questa sezione si concede con la graduatoria definitiva, che vale per tutte."
TWO = "L'importo chiede due firme: prima firma un'altra persona sotto la proposta."


@dataclass(frozen=True)
class Signing:
    """A reviewed case as who may sign it needs it."""

    row: ApplicationRow
    review: ReviewCard
    me: str
    role: str
    names: Mapping[str, str]
    is_open: bool
    refusal_waits: str

    @property
    def readers(self) -> set[str]:
        """All who read the case, also those who do no longer."""
        going_on = {each.reviewer for each in self.review.readers}
        return going_on | {each.reviewer for each in self.review.past}

    @property
    def lacks_one(self) -> bool:
        """Whether a grant still lacks the signature of another than who looks."""
        proposal = self.review.proposal
        others = set(proposal.signed_by) - {self.me} if proposal else set()
        return self.review.second_signature and not others


def sign_values(desk: Desk, case: Signing, back: Back) -> dict[str, Any] | None:
    """Return what the template shows of signatures; nothing once it is decided."""
    if not case.is_open:
        return None
    blocked = _blocked(case)
    return {
        "blocked": blocked,
        "readers": [case.names.get(each, SOMEBODY) for each in sorted(case.readers)],
        "under": None if blocked else _under(case, back),
        "decide": None if blocked else _decide(desk, case, back),
    }


def _blocked(case: Signing) -> str:
    if case.review.proposal is None:
        return NO_PROPOSAL
    if case.role not in DECIDERS:
        return NOT_YOURS
    return READ_IT if case.me in case.readers else ""


def _under(case: Signing, back: Back) -> dict[str, Any] | None:
    """Offer the first of two signatures to who has not given theirs."""
    proposal = case.review.proposal
    if proposal is None or proposal.outcome != "granted" or not case.review.second_signature:
        return None
    if proposal.signed_by:
        return None
    return {
        "checked": case.review.checked,
        "then": words.IF_SIGNED_UNDER,
        "wrong": back.wrong(SIGN),
    }


def _decide(desk: Desk, case: Signing, back: Back) -> dict[str, Any]:
    proposal = case.review.proposal
    version = version_of(desk.calls, case.row.call_id, case.row.call_version)
    line = line_of(version, case.row.line)
    usual = {"granted": "accept", "refused": "refuse"}[proposal.outcome] if proposal else ""
    typed = back.of(DECIDE)
    ranked = bool(version and line and version.is_ranked(line.id))
    return {
        "version": case.row.checked,
        "outcome": typed.get("outcome") or usual,
        "reason": typed.get("reason", proposal.reason if proposal else ""),
        "if_accepted": if_accepted(case.row, by_voucher=gives_voucher(line)),
        "if_refused": if_refused(case.row),
        "accept_waits": BY_LIST if ranked else (TWO if case.lacks_one else ""),
        "refuse_waits": case.refusal_waits,
        "wrong": back.wrong(DECIDE),
    }
