"""One agreement: its members, its places in order, who waits, what a month costs each."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from contracts.agreements import AgreementCard, PlaceCard
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.adhesions_view import alliance_name
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import EVERYBODY, Visitor, callers, signed_in
from services.dashboard.api.render import page
from services.dashboard.queries import network
from services.dashboard.rules.network_words import PLACES, SPLITS

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
UNNAMED = "organizzazione non disponibile"


def routes(desk: Desk) -> APIRouter:
    """Return the route of agreements."""
    router = APIRouter(default_response_class=Response)
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/convenzioni/{agreement_id}", openapi_extra=callers(*EVERYBODY))
    async def one(
        agreement_id: UUID,
        visitor: Annotated[Visitor, everybody],
        mese: Annotated[str, Query(max_length=7)] = "",
    ) -> Response:
        card = await network.agreement(desk.network, agreement_id)
        month = mese if MONTH.fullmatch(mese) else clock.today().isoformat()[:7]
        values = await _values(desk, card, month)
        return page("agreement.html", {**desk.frame("rete"), "staff": visitor, **values})

    return router


async def _values(desk: Desk, card: AgreementCard, month: str) -> dict[str, Any]:
    names = {each.adhesion_id: await _name(desk, each.adhesion_id) for each in card.members}
    statement = await network.month(desk.network, card.agreement_id, month)
    return {
        "card": card,
        "alliance": alliance_name(desk.programmes, card.alliance),
        "split": SPLITS[card.split],
        "members": [
            {"href": f"/adesioni/{each.adhesion_id}", "name": names[each.adhesion_id],
             "share": each.share}
            for each in card.members
        ],
        "places": [_place(each, names) for each in card.items if each.state != "left"],
        "month": month,
        "cost_cents": statement.cost_cents,
        "items": [
            {"name": names.get(each.adhesion_id, UNNAMED), **each.model_dump()}
            for each in statement.items
        ],
    }  # fmt: skip


def _place(place: PlaceCard, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "sign": PLACES[place.state],
        "firm": names.get(place.adhesion_id, UNNAMED),
        "position": place.position,
        "from_on": place.from_on,
        "to_on": place.to_on,
    }


async def _name(desk: Desk, adhesion_id: UUID) -> str:
    try:
        return (await network.adhesion(desk.network, adhesion_id)).name
    except Refusal:
        return UNNAMED
