"""Calls as the owner of their versions and acts tells them to officials."""

from collections.abc import Sequence

from contracts.publishing import CallCard, CallCards, CallIds
from kit.refusal import Refusal
from services.dashboard.queries.peer import Ask, Peer

NO_CALL = ("no-call", "Questo bando non esiste.", 404)
PATH = "/v1/queries/call-cards"


async def call_cards(applications: Peer) -> Sequence[CallCard]:
    """Return every call, drafts included; refuses `owner-silent` (503)."""
    return (await applications.post(CallCards, Ask(PATH, CallIds()))).items


async def call_card(applications: Peer, call_id: str) -> CallCard:
    """Return one call; refuses `no-call` (404) and `owner-silent` (503)."""
    asked = CallIds(call_ids=[call_id])
    for card in (await applications.post(CallCards, Ask(PATH, asked))).items:
        if card.call_id == call_id:
            return card
    raise Refusal(*NO_CALL)
