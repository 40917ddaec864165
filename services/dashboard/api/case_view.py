"""What the case page shows, composed from the read model, the call and the owner's names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.cases import ApplicationCard
from contracts.terms import TermCard
from contracts.vouchers.cards import VoucherCard
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.card_view import Around, card_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.explanation_view import explanation_values
from services.dashboard.api.guard import OPERATORS
from services.dashboard.api.term_view import NOTHING_BACK, Back, Clock, term_values
from services.dashboard.api.voucher_view import voucher_values
from services.dashboard.models import ApplicationRow, LetterRow, TimelineFact
from services.dashboard.queries.calls import (
    Calls,
    call_title,
    gives_voucher,
    line_of,
    line_title,
    version_of,
)
from services.dashboard.queries.cards import UNKNOWN
from services.dashboard.queries.cases import Case
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules import facts, story, wording
from services.dashboard.rules.act_words import named, parts, signers


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
    term: TermCard | None = None
    vouchers: Sequence[VoucherCard] = ()


def case_values(desk: Desk, seen: Seen, typed: Typed, back: Back = NOTHING_BACK) -> dict[str, Any]:
    """Return what the template of the case page asks for."""
    case, card = seen.case, seen.card
    row, href = case.row, f"/domande/{case.row.id}"
    may_decide = seen.role in story.DECIDERS and case.waits_for_decision
    version = version_of(desk.calls, row.call_id, row.call_version)
    by_voucher = gives_voucher(line_of(version, row.line))
    reviewed = version is not None and version.review is not None
    here = may_decide and not reviewed
    form = _form(seen, href, typed, by_voucher=by_voucher) if here else None
    return {
        "case": {
            **_head(desk.calls, row, card),
            **card_values(card, seen.around, row.state, seen.role),
            **explanation_values(card),
            "steps": story.steps(row, by_voucher=by_voucher),
            "waits": _waits(case, may_decide=may_decide),
            "facts": [_fact(each, seen) for each in case.facts],
            "next": _next(case),
            "letters": [_letter(each) for each in case.letters],
            "voucher": voucher_values(row, seen.vouchers, seen.role, back),
            "term": _term(seen, back),
            "owed": _owed(seen, back),
            "technical_href": _technical(desk, row),
            "review_href": f"{href}/istruttoria" if reviewed and seen.role in OPERATORS else "",
            "act": _act(seen),
        },
        "form": form,
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


def _fact(fact: TimelineFact, seen: Seen) -> dict[str, Any]:
    card, names = seen.card, seen.around.names
    reason = card.reason if card and fact.kind == "ApplicationDecided" else ""
    return {
        "sign": facts.fact_sign(fact.kind, fact.data),
        "at": fact.at,
        "who": facts.fact_who(fact.kind, fact.data, seen.case.decided_by, names),
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


def _act(seen: Seen) -> dict[str, Any] | None:
    """Return the text of the act as it was signed, with the names of who signed it."""
    card = seen.card
    if card is None or not card.act_text:
        return None
    known = {each: seen.around.names.get(each, SOMEBODY) for each in signers(card.act_text)}
    return {
        "number": card.act,
        "parts": parts(named(card.act_text, known)),
        "exact": card.act_text,
        "hash": card.act_hash,
    }


def _term(seen: Seen, back: Back) -> dict[str, Any] | None:
    if seen.term is None:
        return None
    open_ = seen.case.waits_for_decision
    return term_values(Clock(seen.term, seen.card, seen.role, open_), back)


def _owed(seen: Seen, back: Back) -> dict[str, Any] | None:
    """Offer to liquidate a part of an award that is paid to who applied."""
    row = seen.case.row
    if not row.awarded_cents or row.voucher_id or seen.role not in story.DECIDERS:
        return None
    return {
        "action": f"/domande/{row.id}/liquidazioni",
        "parts": [(each["label"], each["amount_cents"]) for each in row.instalments],
        "typed": back.of("liquidazione"),
        "wrong": back.wrong("liquidazione"),
        "errors": back.errors("liquidazione"),
        "once": str(new_id()),
    }


def _technical(desk: Desk, row: ApplicationRow) -> str:
    base = desk.settings.temporal_ui_url.rstrip("/")
    return f"{base}/namespaces/default/workflows/application%2F{row.id}" if base else ""


def _form(seen: Seen, href: str, typed: Typed, *, by_voucher: bool) -> dict[str, Any]:
    row = seen.case.row
    return {
        "action": f"{href}/decisioni",
        "version": row.checked,
        "if_accepted": story.if_accepted(row, by_voucher=by_voucher),
        "if_refused": story.if_refused(row),
        "refusal_waits": seen.term.refusal_waits if seen.term else "",
        "outcome": typed.outcome,
        "reason": typed.reason,
        "wrong_outcome": typed.wrong("outcome-missing"),
        "wrong_reason": typed.wrong("no-reason"),
    }
