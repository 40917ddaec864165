"""What officials may do with a list now: publish it, answer what was observed, sign it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.calls import CallDraft
from contracts.observations import RankingObservationCard
from contracts.rankings import RankingCard
from kit.ids import new_id
from services.dashboard.api.guard import OPERATORS
from services.dashboard.api.term_view import Back
from services.dashboard.queries.cards import UNKNOWN, Cards
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.ranking_words import (
    NOT_CLOSED,
    OWN_ANSWER,
    OWN_LIST,
    TO_ANSWER,
    if_published,
    if_signed,
)
from services.dashboard.rules.story import DECIDERS


@dataclass(frozen=True)
class Chance:
    """Who looks at a list, where its forms lead, what was observed, and what comes back."""

    official: str
    role: str
    here: str
    observations: Sequence[RankingObservationCard]
    cards: Cards
    names: Mapping[str, str]
    back: Back


def forms(
    call: CallDraft, phase: str, card: RankingCard | None, chance: Chance
) -> Sequence[dict[str, Any]]:
    """Return the forms that are open in a phase, each with what follows from it."""
    if phase == "final":
        return ()
    found = [_publication(call, phase, chance)] if chance.role in OPERATORS else []
    if phase == "to_sign" and chance.role in DECIDERS and card is not None:
        found.insert(0, _signature(call, card, chance))
    return found


def _publication(call: CallDraft, phase: str, chance: Chance) -> dict[str, Any]:
    again = phase in ("observations", "to_sign")
    return {
        **_form("provvisoria", "provvisorie", chance),
        "title": "Pubblica di nuovo la provvisoria" if again else "Pubblica la provvisoria",
        "then": if_published(call.observation_days, again=again),
        "blocked": NOT_CLOSED if phase == "open" else "",
        "needs_reason": False,
    }


def _signature(call: CallDraft, card: RankingCard, chance: Chance) -> dict[str, Any]:
    placed = sum(row.listed == "placed" for row in card.rows)
    return {
        **_form("definitiva", "definitive", chance),
        "title": "Firma la graduatoria definitiva",
        "then": if_signed(placed, len(card.rows) - placed, call.acceptance_days),
        "blocked": _hindrance(card, chance),
        "needs_reason": True,
    }


def _hindrance(card: RankingCard, chance: Chance) -> str:
    """Return why somebody cannot sign, as far as it is known here; its owner knows more."""
    if not all(each.answer for each in chance.observations):
        return TO_ANSWER
    if card.computed_by == chance.official:
        return OWN_LIST
    answered = {each.answered_by for each in chance.observations}
    return OWN_ANSWER if chance.official in answered else ""


def _form(name: str, path: str, chance: Chance) -> dict[str, Any]:
    return {
        "id": name,
        "action": f"{chance.here}/{path}",
        "once": str(new_id()),
        "typed": chance.back.of(name),
        "wrong": chance.back.wrong(name),
        "errors": chance.back.errors(name),
    }


def observed(chance: Chance) -> Sequence[dict[str, Any]]:
    """Return what was observed on a list, with the form of an answer where none was given."""
    return [_observation(each, chance) for each in chance.observations]


def _observation(each: RankingObservationCard, chance: Chance) -> dict[str, Any]:
    may_answer = chance.role in OPERATORS and not each.answer
    return {
        "protocol": each.protocol,
        "at": each.at,
        "text": each.text,
        "who": _name(each.application_id, chance.cards),
        "href": f"/domande/{each.application_id}",
        "answer": each.answer,
        "answered_at": each.answered_at,
        "by": chance.names.get(each.answered_by, SOMEBODY),
        "form": _form(
            f"osservazione-{each.observation_id}",
            f"osservazioni/{each.observation_id}/risposte",
            chance,
        )
        if may_answer
        else None,
    }


def _name(application_id: UUID, cards: Cards) -> str:
    card = cards.get(application_id)
    return card.applicant if card else UNKNOWN
