"""Who may come in: the keys of a browser, forms that are really ours, and not too often."""

import time
from collections.abc import Mapping
from math import ceil
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from kit.forms import comes_from_own_page, form_token, new_token, same_token
from kit.refusal import Refusal
from services.portal.api.front import PAGES, Front
from services.portal.rules.applicant import behalf
from services.portal.rules.codes import digest
from services.portal.rules.rate import Allowance
from services.portal.usecases.opening import BROWSER_LIVES

SECURE_PREFIX = "__Host-"
VISIT = "capofila_visita"
DRAFT = "capofila_bozza_"
CODE = "capofila_codice_"
CODE_LIVES_S = 3600
FORGED = ("form-forged", "Il modulo non viene da questa pagina: la ricarichi e riprovi.", 403)
HURRY = "too-many-requests"
READING = Allowance("reading", 240, 60)
WRITING = Allowance("writing", 120, 60)
GUESSING = Allowance("guessing", 10, 300)
UPLOADING = Allowance("uploading", 40, 300)
ASKING = Allowance("asking", 30, 300)
STARTING = Allowance("starting", 20, 600)


class TooOften(Refusal):
    """One address asks more often than a person does; `after` seconds later it may again."""

    def __init__(self, after: float) -> None:
        self.after = ceil(after)
        sentence = f"Troppe richieste da questo indirizzo: riprovi tra {self.after} secondi."
        super().__init__(HURRY, sentence, 429)


def public(**described: Any) -> dict[str, Any]:
    """Return what the description of a route for everybody says."""
    return {"openapi_extra": {"x-callers": ["public"], **described}, "include_in_schema": False}


def seldom(front: Front, allowance: Allowance) -> Any:
    """Return the dependency that lets an address in as often as allowed; refuses with 429."""

    async def guard(request: Request) -> None:
        address = _address(request, front.settings.proxies)
        if after := front.limits.wait(allowance, address, time.monotonic()):
            raise TooOften(after)

    return Depends(guard)


def own_form(front: Front) -> Any:
    """Return the dependency that lets only forms of our own pages in; refuses `form-forged`."""

    async def guard(request: Request) -> None:
        headers = request.headers
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        token = request.cookies.get(cookie_name(request, VISIT), "")
        given = (await form_of(request)).get("csrf_token")
        expected = form_token(front.key, token)
        if not (
            comes_from_own_page(site, origin, headers.get("host", ""))
            and token
            and isinstance(given, str)
            and same_token(expected, given)
        ):
            raise Refusal(*FORGED)

    return Depends(guard)


async def form_of(request: Request) -> FormData:
    """Return the form of a request, within limits that no page of ours comes near."""
    return await request.form(max_files=20, max_fields=1500, max_part_size=64 * 1024)


def show(
    front: Front, request: Request, template: str, values: Mapping[str, Any], status: int = 200
) -> Response:
    """Answer one page whose forms this browser may send."""
    token = request.cookies.get(cookie_name(request, VISIT)) or new_token()
    frame = {**front.frame(), "csrf": form_token(front.key, token), "behalf": _behalf(values)}
    response = PAGES.render(template, {**frame, **values}, status)
    give_cookie(request, response, VISIT, token)
    return response


def _behalf(values: Mapping[str, Any]) -> str:
    """Every page of a draft says for whom an official fills it in."""
    draft = values.get("draft") or getattr(values.get("sheet"), "draft", None)
    return behalf(draft.arrival, draft.data.get("applicant", {})) if draft else ""


def keys_in_hand(front: Front, request: Request, draft_id: UUID | None = None) -> list[bytes]:
    """Return the digests of the keys that a browser holds, all or those of one draft."""
    wanted = cookie_name(request, DRAFT) + (draft_id.hex if draft_id else "")
    return [
        digest(front.key, "browser", secret)
        for name, secret in request.cookies.items()
        if name.startswith(wanted)
    ][:50]


def hand_key(request: Request, response: Response, draft_id: UUID, secret: str) -> None:
    """Give a browser the key of a draft, for a week."""
    give_cookie(request, response, DRAFT + draft_id.hex, secret, int(BROWSER_LIVES.total_seconds()))


def cookie_name(request: Request, name: str) -> str:
    """Return the cookie's name: over https with the prefix that binds it to this host alone."""
    return SECURE_PREFIX + name if _is_secure(request) else name


def give_cookie(
    request: Request, response: Response, name: str, value: str, lives_s: int | None = None
) -> None:
    """Hand a value to the browser; without a life it lasts as long as the browser's session."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=lives_s, path="/", httponly=True,
        samesite="lax", secure=_is_secure(request),
    )  # fmt: skip


def take_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(request, name), path="/", httponly=True, samesite="lax",
        secure=_is_secure(request),
    )  # fmt: skip


def _is_secure(request: Request) -> bool:
    """The proxy in front speaks https with the browser, and http with us."""
    told: bool = request.app.state.https
    return told or request.url.scheme == "https"


def _address(request: Request, proxies: int) -> str:
    """The visitor's address: what the proxies in front say, as many as there are, else the peer."""
    told = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",")]
    if 0 < proxies <= len(told) and told[-proxies]:
        return told[-proxies]
    return request.client.host if request.client else "?"
