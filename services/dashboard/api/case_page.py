"""The page of one application as it is answered: opened, or come back from one of its forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from contracts.cases import ApplicationCard
from kit.refusal import Refusal
from services.dashboard.api.card_view import Around
from services.dashboard.api.case_view import NOTHING_TYPED, Seen, Typed, case_values
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import Visitor
from services.dashboard.api.render import page
from services.dashboard.api.review_gate import shut_page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.calls import line_of, published_versions, version_of
from services.dashboard.queries.cases import Case, numbers_of
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.staff import staff_names
from services.dashboard.queries.terms import term_of
from services.dashboard.queries.vouchers import vouchers_of
from services.dashboard.rules.act_words import signers

RESULTS: Mapping[str, tuple[str, str]] = {
    "registrata": (
        "Decisione registrata",
        "Il sistema la sta eseguendo: la cronologia si aggiorna da sola.",
    ),
    "versione": (
        "Atto registrato",
        "I requisiti si controllano con l'altra versione: la pagina si aggiorna da sola.",
    ),
    "bozza": ("Bozza pronta", "Non è ancora partita: rileggila qui sotto, poi inviala."),
    "integrazione": ("Integrazione chiesta", "La lettera parte e il termine è fermo."),
    "preavviso": ("Preavviso inviato", "Quando arriva, registra qui la prova della consegna."),
    "consegna": ("Consegna registrata", "Dal giorno della consegna corrono i giorni di legge."),
    "risposta": ("Risposta registrata", "Se la domanda è respinta, la lettera la riporta."),
    "fatto": ("Fatto registrato", "Il termine è stato ricalcolato."),
    "liquidata": ("Liquidazione registrata", "La somma entra nella prossima distinta."),
    "voucher": ("Atto sul voucher registrato", "La cronologia si aggiorna da sola."),
}


@dataclass(frozen=True)
class Come:
    """What comes back to the page: the decision as it was typed, or another of its forms."""

    typed: Typed = NOTHING_TYPED
    back: Back = NOTHING_BACK

    @property
    def refusal(self) -> Refusal | None:
        """Why it comes back."""
        return self.typed.refusal or self.back.refusal


OPENED = Come()


async def case_page(
    desk: Desk, visitor: Visitor, application_id: UUID, come: Come = OPENED, result: str = ""
) -> Response:
    """Answer the page of a case, or its gate; refuses `no-application` (404)."""
    async with desk.database.reading() as session:
        found = await read_case(session, application_id)
    try:
        seen = await _seen(desk, visitor, found)
    except Refusal as refusal:
        return shut_page(desk, visitor, found.row, refusal)
    values = case_values(desk, seen, come.typed, come.back)
    told = _refused(come) or _told(result)
    values = {**desk.frame("domande"), "staff": visitor, **values, "told": told}
    return page("application.html", values, come.refusal.status if come.refusal else 200)


async def _seen(desk: Desk, visitor: Visitor, found: Case) -> Seen:
    """Return a case with what its owner tells to who looks.

    Refuses `declare-first` and `in-conflict` (403) to a reviewer who may not read it.
    """
    row, reader = found.row, f"staff:{visitor.signed.id}"
    card = (await desk.cards.read([row.id], reader)).get(row.id)
    return Seen(
        found,
        card,
        await around(desk, found, card),
        visitor.signed.role,
        await term_of(desk.applications, row.id),
        await vouchers_of(desk.vouchers, row.id) if row.voucher_id else (),
    )


def case_done(application_id: UUID, result: str, place: str = "") -> Response:
    """Lead back to the page of a case, which says what was done."""
    anchor = f"#{place}" if place else ""
    return RedirectResponse(f"/domande/{application_id}?esito={result}{anchor}", 303)


async def around(desk: Desk, case: Case, card: ApplicationCard | None) -> Around:
    """Return what the desk knows of what a card names."""
    row = case.row
    others = {other for each in (card.warnings if card else ()) for other in each.others}
    async with desk.database.reading() as session:
        numbers = await numbers_of(session, others)
        names = await staff_names(session, _officials(case, card))
        published = await published_versions(session, row.call_id)
    line = line_of(version_of(desk.calls, row.call_id, row.call_version), row.line)
    return Around(numbers, names, published, line)


def _officials(case: Case, card: ApplicationCard | None) -> set[str]:
    reviewers = {str(each.data.get("reviewer", "")) for each in case.facts}
    return reviewers | ({card.filed_by, *signers(card.act_text)} if card else set())


def _told(result: str) -> dict[str, str] | None:
    if result not in RESULTS:
        return None
    label, text = RESULTS[result]
    return {"tone": "good", "label": label, "text": text}


def _refused(come: Come) -> dict[str, str] | None:
    if come.refusal is None:
        return None
    label = "Decisione non registrata" if come.typed.refusal else "Non registrato"
    return {"tone": "bad", "label": label, "text": come.refusal.sentence}
