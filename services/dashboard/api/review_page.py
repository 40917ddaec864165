"""The review of one application as it is answered: its gate, or all that its reader may see."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from contracts.cases import ApplicationCard
from contracts.readings import ReadingCard
from contracts.review import ReviewCard
from kit.refusal import Refusal
from services.dashboard.api.case_page import around
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import Visitor
from services.dashboard.api.hearing_form import official
from services.dashboard.api.render import page
from services.dashboard.api.review_gate import shut_page
from services.dashboard.api.review_view import review_values
from services.dashboard.api.reviewed import Reviewed
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.cases import Case
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.review import (
    Wanted,
    readings,
    review_card,
    reviewers,
    sheet_draft,
)
from services.dashboard.queries.staff import staff_names
from services.dashboard.queries.terms import term_of
from services.dashboard.rules.review_words import is_mine_to_do, next_step
from services.dashboard.rules.story import DECIDERS

RESULTS: Mapping[str, tuple[str, str]] = {
    "dichiarata": ("Dichiarazione registrata", "Ora la domanda si apre."),
    "verifiche": ("Verifiche registrate", "Restano qui, con il tuo nome."),
    "bozza": ("Punti salvati", "Non li vede nessuno finché non li consegni."),
    "punti": ("Punti consegnati", "Qui sotto vedi anche quelli degli altri che hanno consegnato."),
    "proposta": ("Proposta registrata", "Ora decide e firma un'altra persona."),
    "firma": ("Firma registrata", "Il provvedimento lo firma un'altra persona."),
    "assegnata": ("Lettura riassegnata", "Chi la riceve la trova fra le sue istruttorie."),
}


class Told(NamedTuple):
    """A case under review, as its owner tells it to who looks."""

    case: Case
    review: ReviewCard
    card: ApplicationCard | None


async def review_page(
    desk: Desk,
    visitor: Visitor,
    application_id: UUID,
    back: Back = NOTHING_BACK,
    result: str = "",
) -> Response:
    """Answer the review of a case; refuses `no-application` (404) and `no-review` (409)."""
    me = official(visitor)
    async with desk.database.reading() as session:
        found = await read_case(session, application_id)
    try:
        review = await review_card(desk.applications, application_id, me)
        card = (await desk.cards.read([application_id], me)).get(application_id)
    except Refusal as refusal:
        return shut_page(desk, visitor, found.row, refusal)
    reviewed = await _reviewed(desk, visitor, Told(found, review, card))
    told = _refused(back) or _told(result)
    values = {**desk.frame("istruttorie"), "staff": visitor, "told": told}
    values |= review_values(desk, reviewed, back)
    return page("review.html", values, back.refusal.status if back.refusal else 200)


def review_done(application_id: UUID, result: str, place: str = "") -> Response:
    """Lead back to the review of a case, which says what was done."""
    anchor = f"#{place}" if place else ""
    return RedirectResponse(f"/domande/{application_id}/istruttoria?esito={result}{anchor}", 303)


async def _reviewed(desk: Desk, visitor: Visitor, told: Told) -> Reviewed:
    case, me, role = told.case, official(visitor), visitor.signed.role
    decides = role in DECIDERS
    free = await _free(desk, case.row.call_id, told.review) if decides else []
    async with desk.database.reading() as session:
        names = await staff_names(session, {*_officials(told.review), *free})
        draft = await sheet_draft(session, case.row.id, visitor.signed.id)
    return Reviewed(
        case=case, review=told.review, card=told.card, me=me, role=role, names=names, free=free,
        around=await around(desk, case, told.card),
        draft=draft.points if draft and draft.checked == case.row.checked else {},
        term=await term_of(desk.applications, case.row.id) if decides else None,
        following=await _following(desk, me, case.row.id),
    )  # fmt: skip


async def _free(desk: Desk, call_id: str, review: ReviewCard) -> Sequence[str]:
    """Return who could be given the case: appointed, without conflict, and who never had it."""
    taken = {each.reviewer for each in review.readers} | {each.reviewer for each in review.past}
    known = (await reviewers(desk.applications, call_id)).items
    able = [each.reviewer for each in known if each.active and not each.conflict]
    return [each for each in able if each not in taken]


async def _following(desk: Desk, me: str, application_id: UUID) -> UUID | None:
    """Return the next case that waits for something of who looks, by the last day of its term."""
    mine = (await readings(desk.applications, Wanted(reviewer=me))).items
    others = (card for card in mine if card.application_id != application_id)
    return next((card.application_id for card in others if _is_to_do(card, me)), None)


def _is_to_do(card: ReadingCard, me: str) -> bool:
    return any(is_mine_to_do(next_step(card, each)) for each in card.readers if each.reviewer == me)


def _officials(review: ReviewCard) -> set[str]:
    read = {each.reviewer for each in review.readers} | {each.reviewer for each in review.past}
    named = read | {each.reviewer for each in review.items}
    given = {who for each in review.criteria for who, _ in each.given}
    wrote = {who for who, _ in review.comments}
    proposal = review.proposal
    signed = {proposal.reviewer, *proposal.signed_by} if proposal else set()
    return named | given | wrote | signed


def _told(result: str) -> dict[str, str] | None:
    if result not in RESULTS:
        return None
    label, text = RESULTS[result]
    return {"tone": "good", "label": label, "text": text}


def _refused(back: Back) -> dict[str, str] | None:
    if back.refusal is None:
        return None
    return {"tone": "bad", "label": "Non registrato", "text": back.refusal.sentence}
