"""What a provider offers and where it is paid: one proposes a change, another confirms it."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.providers import ChangeAnswer, ProviderAccount, ProviderChange
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import OPERATORS, SESSION, Visitor, callers, own_form, signed_in
from services.dashboard.api.hearing_form import Long, Short, official, told
from services.dashboard.api.money_form import Values
from services.dashboard.api.provider_view import provider_values
from services.dashboard.api.render import page
from services.dashboard.api.term_view import Back
from services.dashboard.queries.peer import Ask
from services.dashboard.rules.wording import day_of

WRONG_ACCOUNT = ("account-wrong", "L'IBAN o l'intestatario non sono giusti: ricontrollali.", 422)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of changes of providers."""
    router = APIRouter(default_response_class=Response)
    _offer_proposals(router, desk)
    _offer_answers(router, desk)
    return router


def _offer_proposals(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))

    @router.post("/erogatori/{provider_id}/variazioni", **_guarded(desk))
    async def propose(
        provider_id: UUID,
        visitor: Annotated[Visitor, operator],
        offer: Annotated[Values, Depends(_typed_offer)],
        account: Annotated[Values, Depends(_typed_account)],
        once: Annotated[UUID, Form()],
    ) -> Response:
        typed = {**offer, **account}
        try:
            body = told(ProviderChange, _change(typed, official(visitor)))
            path = f"/v1/providers/{provider_id}/changes"
            await desk.vouchers.send(Ask(path, body, key=str(once)))
        except Refusal as refusal:
            back = Back("variazione", typed, refusal)
            return await _refused(desk, visitor, provider_id, back)
        return RedirectResponse(f"/erogatori/{provider_id}?fatto=variazione", 303)


def _offer_answers(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))

    @router.post("/erogatori/{provider_id}/variazioni/{change_id}/risposte", **_guarded(desk))
    async def answer(
        provider_id: UUID,
        change_id: UUID,
        visitor: Annotated[Visitor, operator],
        outcome: Short = "",
        reason: Long = "",
    ) -> Response:
        who, path = official(visitor), f"/v1/providers/{provider_id}/changes/{change_id}/answers"
        try:
            values = {"outcome": outcome, "reason": reason.strip(), "official": who}
            await desk.vouchers.send(Ask(path, told(ChangeAnswer, values), key=str(new_id())))
        except Refusal as refusal:
            back = Back(f"risposta-{change_id}", {"reason": reason}, refusal)
            return await _refused(desk, visitor, provider_id, back)
        return RedirectResponse(f"/erogatori/{provider_id}?fatto=variazione", 303)


def _guarded(desk: Desk) -> dict[str, Any]:
    return {"openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)]}


async def _refused(desk: Desk, visitor: Visitor, provider_id: UUID, back: Back) -> Response:
    shown = await provider_values(desk, visitor, provider_id, back)
    status = back.refusal.status if back.refusal else 422
    return page("provider.html", {**shown, "told": None}, status)


def _typed_offer(
    from_on: Short = "", capacity: Short = "", period: Short = "", municipalities: Long = ""
) -> Values:
    return {
        "from_on": from_on, "capacity": capacity.strip(), "period": period,
        "municipalities": municipalities.strip(),
    }  # fmt: skip


def _typed_account(holder: Short = "", iban: Short = "", reason: Long = "") -> Values:
    return {"holder": holder.strip(), "iban": iban.strip(), "reason": reason.strip()}


def _change(typed: Mapping[str, str], who: str) -> Values:
    """Return what was typed as its contract takes it; what was left empty stays as it is."""
    capacity = typed["capacity"]
    return {
        "from_on": day_of(typed["from_on"]),
        "capacity": (int(capacity) if capacity.isdecimal() else 0) if capacity else None,
        "period": (typed["period"] or None) if capacity else None,
        "municipalities": typed["municipalities"].replace(",", " ").split() or None,
        "account": _account(typed),
        "reason": typed["reason"],
        "official": who,
    }


def _account(typed: Mapping[str, str]) -> ProviderAccount | None:
    """Return the bank account that was typed; refuses `account-wrong` (422)."""
    account = {"holder": typed["holder"], "iban": typed["iban"]}
    return told(ProviderAccount, account, WRONG_ACCOUNT) if any(account.values()) else None
