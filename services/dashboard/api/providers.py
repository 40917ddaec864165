"""Who vouchers are spent at: the list of providers, and the acts of their accreditation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.providers import ProviderStep
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
from services.dashboard.api.provider_view import Asked, list_values, provider_values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.money import entries_of
from services.dashboard.queries.peer import Ask
from services.dashboard.rules.wording import day_of

DAYS = ("on", "valid_from_on", "valid_until_on")
DONE = {
    "1": {"tone": "good", "label": "Atto registrato", "text": "È nella storia qui sotto."},
    "variazione": {
        "tone": "good", "label": "Variazione registrata", "text": "La vedi qui sotto, tra le altre."
    },
}  # fmt: skip


def routes(desk: Desk) -> APIRouter:
    """Return the routes of providers."""
    router = APIRouter(default_response_class=Response)
    _offer_pages(router, desk)
    _offer_steps(router, desk)
    return router


def _offer_pages(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get("/erogatori", openapi_extra=callers(*EVERYBODY))
    async def listed(
        visitor: Annotated[Visitor, everybody], asked: Annotated[Asked, Depends()]
    ) -> Response:
        found = await entries_of(desk.vouchers, asked.query())
        values = list_values(desk.programmes, asked, found)
        return page("providers.html", {**desk.frame("erogatori"), "staff": visitor, **values})

    @router.get("/erogatori/{provider_id}", openapi_extra=callers(*EVERYBODY))
    async def one(
        provider_id: UUID, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        values = await provider_values(desk, visitor, provider_id, NOTHING_BACK)
        return page("provider.html", {**values, "told": DONE.get(fatto)})


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
        once: Annotated[UUID, Form()],
    ) -> Response:
        try:
            values = {**typed, "act": act["act_number"], "official": official(visitor)}
            days = {name: day_of(typed[name]) for name in DAYS}
            body = told(ProviderStep, {**values, **days})
            path = f"/v1/providers/{provider_id}/moves"
            await desk.vouchers.send(Ask(path, body, key=str(once)))
        except Refusal as refusal:
            back = Back(typed["move"], {**typed, **act}, refusal)
            shown = await provider_values(desk, visitor, provider_id, back)
            return page("provider.html", {**shown, "told": None}, refusal.status)
        return RedirectResponse(f"/erogatori/{provider_id}?fatto=1", 303)
