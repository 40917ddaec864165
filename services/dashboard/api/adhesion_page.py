"""The page of one adhesion as it is answered: opened, or come back from one of its forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.responses import Response

from contracts.adhesions import AdhesionCard
from contracts.agreements import AgreementCard
from contracts.plans import PlanCard
from contracts.roll import AwaitedEmployer, SheetCard
from kit import clock
from kit.ids import new_id
from services.dashboard.api.adhesions_view import alliance_name
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import OPERATORS, Visitor
from services.dashboard.api.hearing_form import official
from services.dashboard.api.plan_view import plan_line
from services.dashboard.api.render import page
from services.dashboard.api.sheet_view import sheet_parts
from services.dashboard.api.term_view import Back
from services.dashboard.queries import network
from services.dashboard.queries.cards import UNKNOWN, Cards, listed_cards
from services.dashboard.queries.network import NEVER
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.network_words import (
    ADHESIONS,
    CHANNELS,
    DUE,
    HISTORY,
    PAPERS,
    SIZES,
    SPLITS,
    STEPS,
)
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import STATES, term

DONE: Mapping[str, tuple[str, str]] = {
    "original": ("Originale registrato", "L'adesione aspetta ora la conferma."),
    "plan": ("Piano aperto", "Il primo passo è l'indagine dei bisogni."),
    **dict.fromkeys(STEPS, ("Passo registrato", "È nella storia qui sotto.")),
}
SHOWN = 50


@dataclass(frozen=True)
class Known:
    """All that is known of an adhesion."""

    card: AdhesionCard
    sheet: SheetCard
    plans: Sequence[PlanCard]
    agreements: Sequence[AgreementCard]
    waiting: Sequence[AwaitedEmployer]
    cards: Cards
    names: Mapping[str, str]


async def adhesion_page(
    desk: Desk, visitor: Visitor, adhesion_id: UUID, back: Back, done: str = ""
) -> Response:
    """Answer the page of an adhesion; refuses `unknown-adhesion` (404) and `owner-silent` (503)."""
    known = await _known(desk, visitor, adhesion_id)
    label, text = DONE.get(done, ("", ""))
    values = {
        **desk.frame("rete"),
        "staff": visitor,
        "told": {"tone": "good", "label": label, "text": text} if label else None,
        **_facts(desk, known),
        "sheet": sheet_parts(known.sheet, desk.programmes.municipalities),
        "waiting": [_awaiting(each, known.cards) for each in known.waiting[:SHOWN]],
        "waiting_count": len(known.waiting),
        "plans": [plan_line(each) for each in known.plans],
        "agreements": [_agreement(each) for each in known.agreements],
        "history": [_entry(each, known.names) for each in reversed(known.card.history)],
        "forms": _forms(known, visitor.signed.role, back),
        "original": _original(known, visitor.signed.role, back),
        "opening": _opening(known, visitor.signed.role, back),
    }
    return page("adhesion.html", values, back.refusal.status if back.refusal else 200)


async def _known(desk: Desk, visitor: Visitor, adhesion_id: UUID) -> Known:
    card = await network.adhesion(desk.network, adhesion_id)
    sheet = await network.sheet(desk.network, adhesion_id)
    key = sheet.organisation_key
    waiting = (await network.awaited(desk.applications, [key])).get(key, ())
    async with desk.database.reading() as session:
        names = await staff_names(session, {each.official for each in card.history})
    ids = [each.application_id for each in waiting[:SHOWN]]
    return Known(
        card,
        sheet,
        plans=await network.plans(desk.network, adhesion_id),
        agreements=await network.agreements(desk.network, adhesion_id),
        waiting=waiting,
        cards=await listed_cards(desk.cards, ids, official(visitor)),
        names=names,
    )


def _facts(desk: Desk, known: Known) -> dict[str, Any]:
    card = known.card
    due, due_on = _due(card)
    return {
        "card": card,
        "alliance": alliance_name(desk.programmes, card.alliance),
        "sign": ADHESIONS[card.state],
        "due": DUE[due],
        "term": term(due_on or NEVER, clock.today()),
        "size": SIZES[card.size_class] if card.size_class else "",
        "papers": [
            {
                "kind": PAPERS[each.kind],
                "how": CHANNELS[each.channel],
                "protocol": each.protocol,
                "at": each.arrived_at,
            }
            for each in card.documents
        ],
    }


def _due(card: AdhesionCard) -> tuple[Any, Any]:
    """Return what waits in an adhesion, and until when, as the list tells it."""
    waits = {
        "received": ("answer", card.answer_due_on),
        "provisional": ("original", card.original_due_on or card.answer_due_on),
        "confirmed": ("renewal" if card.renewal_due_on else "", card.renewal_due_on),
    }
    return waits.get(card.state, ("", None))


def _awaiting(each: AwaitedEmployer, cards: Cards) -> dict[str, Any]:
    card = cards.get(each.application_id)
    return {
        "href": f"/domande/{each.application_id}",
        "who": card.applicant if card else UNKNOWN,
        "number": card.protocol if card else "",
        "what": "aspetta l'adesione"
        if each.waits_for == "adhesion"
        else "aspetta la conferma del rapporto di lavoro",
        "sign": STATES["registered"],
    }


def _agreement(each: AgreementCard) -> dict[str, Any]:
    return {
        "href": f"/convenzioni/{each.agreement_id}",
        "title": each.title,
        "words": f"{each.service}: {each.taken} posti presi su {each.places}, "
        f"{each.waiting} in attesa; costo {SPLITS[each.split]}",
    }


def _entry(entry: Any, names: Mapping[str, str]) -> dict[str, Any]:
    sign = ADHESIONS[entry.state]
    label = HISTORY.get(entry.step, sign.label)
    return {
        "sign": {"label": label, "tone": sign.tone, "icon": sign.icon},
        "why": "",
        "reason": entry.reason,
        "at": entry.at,
        "who": names.get(entry.official, SOMEBODY),
    }


def _forms(known: Known, role: str, back: Back) -> Sequence[dict[str, Any]]:
    if role not in DECIDERS:
        return ()
    steps = [STEPS[each] for each in STEPS if each in known.card.allowed]
    action = f"/adesioni/{known.card.adhesion_id}/passi"
    return [
        {
            **each._asdict(),
            "then": (*_count(each.step, known), *each.then),
            "action": action,
            **_back(each.step, back),
        }
        for each in steps
    ]


def _count(step: str, known: Known) -> Sequence[str]:
    """Say how many applications a step touches."""
    count = len(known.waiting)
    if step not in ("confirm", "refuse", "resume", "withdraw") or not count:
        return ()
    return (
        "1 domanda aspetta questa impresa."
        if count == 1
        else f"{count} domande aspettano questa impresa.",
    )


def _original(known: Known, role: str, back: Back) -> dict[str, Any] | None:
    if role not in OPERATORS or known.card.state != "provisional":
        return None
    return {
        "action": f"/adesioni/{known.card.adhesion_id}/originali",
        "channels": [{"value": key, "label": label} for key, label in CHANNELS.items()],
        **_back("originale", back),
    }


def _opening(known: Known, role: str, back: Back) -> dict[str, Any] | None:
    if role not in OPERATORS or known.card.state != "confirmed":
        return None
    action = f"/adesioni/{known.card.adhesion_id}/piani"
    return {"action": action, "once": str(new_id()), **_back("piano", back)}


def _back(form: str, back: Back) -> dict[str, Any]:
    return {"typed": back.of(form), "wrong": back.wrong(form), "errors": back.errors(form)}
