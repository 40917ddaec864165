"""What the page of a review shows, and what may be done there by who looks at it."""

from typing import Any

from contracts.review import ReaderCard
from kit import clock
from kit.ids import new_id
from services.dashboard.api.card_view import card_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.explanation_view import explanation_values
from services.dashboard.api.review_sheet import checklist_values, sheet_values
from services.dashboard.api.review_sign import Signing, sign_values
from services.dashboard.api.reviewed import Reviewed
from services.dashboard.api.term_view import Back
from services.dashboard.queries.calls import call_title, line_title
from services.dashboard.queries.cards import UNKNOWN
from services.dashboard.queries.review import review_of
from services.dashboard.rules import review_words as words
from services.dashboard.rules import wording
from services.dashboard.rules.story import DECIDERS

PROPOSAL, CONFLICT = "proposta", "conflitto"


def review_values(desk: Desk, seen: Reviewed, back: Back) -> dict[str, Any]:
    """Return what the template of a review asks for."""
    row = seen.case.row
    href = f"/domande/{row.id}/istruttoria"
    rule = review_of(desk.calls, row)
    return {
        "case": {
            **_head(desk, seen),
            **card_values(seen.card, seen.around, row.state, seen.role),
            **explanation_values(seen.card),
        },
        "steps_of": words.stages(seen.review, decided=not seen.is_open),
        "href": href,
        "once": str(new_id()),
        "readers": [_reader(each, seen, href, back) for each in seen.review.readers],
        "lacking": max(seen.review.wanted - len(seen.review.readers), 0),
        "past": [
            f"{seen.name(each.reviewer)}: {words.ENDED[each.ended]}" for each in seen.review.past
        ],
        "checklist_box": checklist_values(seen, back) if seen.review.items else None,
        "sheet": sheet_values(seen, rule, back) if seen.review.criteria else None,
        "proposal": _proposal(seen),
        "propose": _propose(seen, back) if seen.may_work else None,
        "sign": sign_values(desk, _signing(seen), back),
        "conflict": _conflict(back) if seen.may_work else None,
        "following": f"/domande/{seen.following}/istruttoria" if seen.following else "",
    }


def _head(desk: Desk, seen: Reviewed) -> dict[str, Any]:
    row = seen.case.row
    return {
        "id": row.id,
        "number": wording.protocol(row.register_number, row.register_year),
        "state": wording.STATES[row.state],
        "who": seen.card.applicant if seen.card else UNKNOWN,
        "call": call_title(desk.calls, row.call_id),
        "section": line_title(desk.calls, row.call_id, row.line),
        "term": wording.term(row.due_on, clock.today()),
        "requested_cents": row.requested_cents,
        "admissible_cents": row.admissible_cents,
    }


def _reader(reader: ReaderCard, seen: Reviewed, href: str, back: Back) -> dict[str, Any]:
    form = f"passa-{reader.reading}"
    handing = seen.is_open and seen.role in DECIDERS
    return {
        "name": seen.name(reader.reviewer),
        "reading": reader.reading,
        "at": reader.assigned_at,
        "sign": words.DECLARED if reader.declared else words.UNDECLARED,
        "sheet": _sheet_sign(reader) if seen.review.criteria else None,
        "hand_over": _hand_over(reader, seen, href, form, back) if handing else None,
    }


def _sheet_sign(reader: ReaderCard) -> wording.Sign:
    return words.HANDED_IN if reader.handed_in else words.TO_HAND_IN


def _hand_over(
    reader: ReaderCard, seen: Reviewed, href: str, form: str, back: Back
) -> dict[str, Any]:
    typed = back.of(form)
    people = [{"value": each, "label": seen.name(each)} for each in seen.free]
    return {
        "id": form,
        "action": f"{href}/assegnazioni",
        "reviewer": reader.reviewer,
        "people": [{"value": "", "label": "Chi ha meno da leggere"}, *people],
        "to": typed.get("to", ""),
        "reason": typed.get("reason", ""),
        "wrong": back.wrong(form),
        "then": words.IF_HANDED_OVER,
    }


def _proposal(seen: Reviewed) -> dict[str, Any] | None:
    proposal = seen.review.proposal
    if proposal is None:
        return None
    return {
        "sign": words.PROPOSED[proposal.outcome],
        "reason": proposal.reason,
        "by": seen.whose("Proposta", proposal.reviewer, "Proposta tua"),
        "at": proposal.at,
        "signed_by": [seen.name(each) for each in proposal.signed_by],
    }


def _propose(seen: Reviewed, back: Back) -> dict[str, Any]:
    typed = back.of(PROPOSAL)
    sheets = seen.review.wanted - sum(each.handed_in for each in seen.review.readers)
    missing = []
    if left := sum(not each.answer for each in seen.review.items):
        missing.append("1 verifica" if left == 1 else f"{left} verifiche")
    if seen.review.criteria and sheets > 0:
        missing.append("1 scheda dei punti" if sheets == 1 else f"{sheets} schede dei punti")
    return {
        "missing": " e ".join(missing),
        "checked": seen.review.checked,
        "outcome": typed.get("outcome", ""),
        "reason": typed.get("reason", ""),
        "wrong_outcome": _of(back, PROPOSAL, "outcome-missing"),
        "wrong_reason": _of(back, PROPOSAL, "reason-missing"),
        "wrong": _unplaced(back, PROPOSAL),
        "then": words.IF_PROPOSED,
    }


def _conflict(back: Back) -> dict[str, Any]:
    return {
        "reason": back.of(CONFLICT).get("reason", ""),
        "wrong": back.wrong(CONFLICT),
        "then": words.IF_CONFLICT,
    }


def _of(back: Back, form: str, slug: str) -> str:
    refusal = back.refusal
    return refusal.sentence if refusal and back.form == form and refusal.slug == slug else ""


def _unplaced(back: Back, form: str) -> str:
    placed = ("outcome-missing", "reason-missing")
    return back.wrong(form) if back.refusal and back.refusal.slug not in placed else ""


def _signing(seen: Reviewed) -> Signing:
    return Signing(
        row=seen.case.row, review=seen.review, me=seen.me, role=seen.role, names=seen.names,
        is_open=seen.is_open, refusal_waits=seen.term.refusal_waits if seen.term else "",
    )  # fmt: skip
