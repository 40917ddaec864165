"""Who vouchers are spent at: the list of providers, and the acts of their accreditation."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from contracts.providers import ProviderCard, ProviderStep
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import official, told
from services.dashboard.api.money_form import Values, typed_act, typed_step
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.money import provider_of, providers, providers_of
from services.dashboard.queries.peer import Ask
from services.dashboard.queries.staff import SOMEBODY, staff_names
from services.dashboard.rules.money_words import MOVES, NATURES, PROVIDERS, READY
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import day_of

DAYS = ("on", "valid_from_on", "valid_until_on")
DONE = {"tone": "good", "label": "Atto registrato", "text": "È nella storia qui sotto."}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of providers."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_steps(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/erogatori", openapi_extra=callers(*EVERYBODY))
    async def listed(visitor: Annotated[Visitor, everybody]) -> Response:
        async with desk.database.reading() as session:
            rows = await providers(session)
        cards = await providers_of(desk.vouchers, [each.id for each in rows])
        values = {
            "rows": [
                {
                    "href": f"/erogatori/{each.id}",
                    "sign": PROVIDERS[each.state],
                    "act": each.act,
                    "at": each.at,
                    "card": cards.get(each.id),
                }
                for each in rows
            ]
        }
        return page("providers.html", {**desk.frame("erogatori"), "staff": visitor, **values})

    @router.get("/erogatori/{provider_id}", openapi_extra=callers(*EVERYBODY))
    async def one(
        provider_id: UUID, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        values = await _values(desk, visitor, provider_id, NOTHING_BACK)
        return page("provider.html", {**values, "told": DONE if fatto else None})


def _offer_steps(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        "/erogatori/{provider_id}/passi",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def step(
        provider_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(typed_step)],
        act: Annotated[Values, Depends(typed_act)],
    ) -> Response:
        try:
            values = {**typed, "act": act["act_number"], "official": official(visitor)}
            days = {name: day_of(typed[name]) for name in DAYS}
            body = told(ProviderStep, {**values, **days})
            await desk.vouchers.send(Ask(f"/v1/providers/{provider_id}/moves", body))
        except Refusal as refusal:
            back = Back(typed["move"], {**typed, **act}, refusal)
            shown = await _values(desk, visitor, provider_id, back)
            return page("provider.html", {**shown, "told": None}, refusal.status)
        return RedirectResponse(f"/erogatori/{provider_id}?fatto=1", 303)


async def _values(desk: Desk, visitor: Visitor, provider_id: UUID, back: Back) -> dict[str, Any]:
    card = await provider_of(desk.vouchers, provider_id)
    async with desk.database.reading() as session:
        names = await staff_names(session, {each.official for each in card.history})
    may_act = visitor.signed.role in DECIDERS
    return {
        **desk.frame("erogatori"),
        "staff": visitor,
        "card": card,
        "nature": NATURES[card.nature],
        "sign": PROVIDERS[card.state],
        "history": [
            {
                "sign": PROVIDERS[each.state],
                "why": f"Atto n. {each.act}.",
                "reason": each.reason,
                "at": each.at,
                "who": names.get(each.official, SOMEBODY),
            }
            for each in card.history
        ],
        "forms": [_form(card, move, back) for move in READY[card.state]] if may_act else [],
    }


def _form(card: ProviderCard, move: Any, back: Back) -> dict[str, Any]:
    return {
        **MOVES[move]._asdict(),
        "action": f"/erogatori/{card.provider_id}/passi",
        "typed": back.of(move),
        "wrong": back.wrong(move),
        "errors": back.errors(move),
    }
