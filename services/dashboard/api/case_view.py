"""What the case page shows, composed from the read model, the call and the owner's names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.cases import ApplicationCard
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.card_view import Around, card_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.explanation_view import explanation_values
from services.dashboard.models import ApplicationRow, LetterRow, TimelineFact
from services.dashboard.queries.calls import Calls, call_title, line_title
from services.dashboard.queries.cards import UNKNOWN
from services.dashboard.queries.cases import Case
from services.dashboard.rules import facts, story, wording

VOUCHER_NEW = wording.Sign("Da usare", "info", "card")
VOUCHER_PART = wording.Sign("Usato in parte", "info", "card")
VOUCHER_SPENT = wording.Sign("Esaurito", "good", "check-circle")
VOUCHER_EXPIRED = wording.Sign("Scaduto", "calm", "clock")


@dataclass(frozen=True)
class Typed:
    """What stood in the decision form, and what was wrong with it."""

    version: int
    outcome: str = ""
    reason: str = ""
    refusal: Refusal | None = None

    def refused(self, refusal: Refusal) -> "Typed":
        """Return the form as it comes back, with the reason why."""
        return replace(self, refusal=refusal)

    def wrong(self, slug: str) -> str:
        """Return the sentence of a refusal beside its field."""
        return self.refusal.sentence if self.refusal and self.refusal.slug == slug else ""


NOTHING_TYPED = Typed(0)


@dataclass(frozen=True)
class Seen:
    """A case with what its owner tells of it, and the role of who looks at it."""

    case: Case
    card: ApplicationCard | None
    around: Around
    role: str


def case_values(desk: Desk, seen: Seen, typed: Typed) -> dict[str, Any]:
    """Return what the template of the case page asks for."""
    case, card = seen.case, seen.card
    row, href = case.row, f"/domande/{case.row.id}"
    may_decide = seen.role in story.DECIDERS and case.waits_for_decision
    return {
        "case": {
            **_head(desk.calls, row, card),
            **card_values(card, seen.around, row.state, seen.role),
            **explanation_values(card),
            "steps": story.steps(row),
            "waits": _waits(case, may_decide=may_decide),
            "facts": [_fact(each, case, card) for each in case.facts],
            "next": _next(case),
            "letters": [_letter(each) for each in case.letters],
            "voucher": _voucher(row),
            "technical_href": _technical(desk, row),
        },
        "form": _form(row, href, typed) if may_decide else None,
        "told": _told(typed.refusal),
        "here": href,
        "live_href": f"/domande/eventi?pratica={row.id}",
    }


def _head(calls: Calls, row: ApplicationRow, card: ApplicationCard | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": wording.protocol(row.register_number, row.register_year),
        "state": wording.STATES[row.state],
        "who": card.applicant if card else UNKNOWN,
        "call": call_title(calls, row.call_id),
        "section": line_title(calls, row.call_id, row.line),
        "registered_at": row.registered_at,
        "sums": _sums(row),
    }


def _sums(row: ApplicationRow) -> Sequence[dict[str, Any]]:
    sums = [{"label": "Chiesto", "cents": row.requested_cents}]
    if row.budget == "reserved" and not row.awarded_cents:
        sums.append({"label": "Accantonato", "cents": row.reserved_cents})
    if row.awarded_cents:
        sums.append({"label": "Concesso", "cents": row.awarded_cents})
    return sums


def _waits(case: Case, *, may_decide: bool) -> story.Waits:
    row = case.row
    if row.state == "to_decide" and not case.waits_for_decision:
        return story.SENT
    since = wording.instant(row.state_since_at) if row.state_since_at else ""
    return story.waits(row, clock.today(), since, may_decide=may_decide)


def _fact(fact: TimelineFact, case: Case, card: ApplicationCard | None) -> dict[str, Any]:
    reason = card.reason if card and fact.kind == "ApplicationDecided" else ""
    return {
        "sign": facts.fact_sign(fact.kind, fact.data),
        "at": fact.at,
        "who": facts.fact_who(fact.kind, fact.data, case.decided_by),
        "why": facts.fact_why(fact.kind, fact.data),
        "reason": reason,
    }


def _next(case: Case) -> dict[str, str] | None:
    if not case.waits_for_decision:
        return None
    until = case.row.review_due_on
    by = f", entro il {wording.day(until)}" if until else ""
    return {"what": "Aspetta la decisione", "who": f"{story.WHO_DECIDES}{by}"}


def _letter(letter: LetterRow) -> dict[str, Any]:
    return {
        "title": wording.LETTERS[letter.letter],
        "at": letter.at,
        "state": wording.LETTER_STATES[letter.state],
    }


def _voucher(row: ApplicationRow) -> dict[str, Any] | None:
    box = story.voucher_box(row)
    return {**vars(box), "state": _voucher_state(box)} if box else None


def _voucher_state(box: story.VoucherBox) -> wording.Sign:
    if box.residual_cents == 0:
        return VOUCHER_SPENT
    if box.expired:
        return VOUCHER_EXPIRED
    return VOUCHER_PART if box.spent_cents else VOUCHER_NEW


def _technical(desk: Desk, row: ApplicationRow) -> str:
    base = desk.settings.temporal_ui_url.rstrip("/")
    return f"{base}/namespaces/default/workflows/application%2F{row.id}" if base else ""


def _form(row: ApplicationRow, href: str, typed: Typed) -> dict[str, Any]:
    return {
        "action": f"{href}/decisioni",
        "version": row.checked,
        "if_accepted": story.if_accepted(row),
        "if_refused": story.if_refused(row),
        "outcome": typed.outcome,
        "reason": typed.reason,
        "wrong_outcome": typed.wrong("outcome-missing"),
        "wrong_reason": typed.wrong("no-reason"),
    }


def _told(refusal: Refusal | None) -> dict[str, str] | None:
    if refusal is None:
        return None
    return {"tone": "bad", "label": "Decisione non registrata", "text": refusal.sentence}
