"""The HTTP door that every process has: problems, request ids, security headers, /status."""

import hmac
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.routing import iter_route_contexts
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit import clock, logs, problems
from kit.courtesy import Courtesy
from kit.ids import new_id
from kit.refusal import Refusal
from kit.settings import ProcessSettings

MAX_BODY_BYTES = 1024 * 1024
TOO_LARGE = ("too-large", "La richiesta supera 1 MiB.")
BODY_BYTES = "x-body-bytes"
ARRIVED_AT = "arrived_at"
# Who keeps a request open to think it over has not handed it in.
SLOW_SECONDS = 10.0
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
Status = Callable[[], Awaitable[dict[str, Any]]]


def create_app(service: str, title: str) -> FastAPI:
    """Return an app with the house's manners and no routes but those of its service."""
    app = FastAPI(
        title=title, version="0.1.0", docs_url=None, redoc_url=None, openapi_url="/openapi.json"
    )
    problems.install(app, service)
    app.state.courtesy = Courtesy()
    app.add_middleware(Manners, service=service, courtesy=app.state.courtesy)
    return app


def offer_status(app: FastAPI, service: str, look: Status) -> None:
    """Offer `/status`: 200 with figures when the process is well, 503 as a problem when not."""

    @app.get("/status", summary="Stato del processo", openapi_extra={"x-callers": ["public"]})
    async def status() -> dict[str, Any]:
        figures = await look()
        return {"service": service, "status": 200, **figures}


async def service_only(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    """Let only our own processes in, by the key they share; refuses `service-key` with 401."""
    settings: ProcessSettings = request.app.state.settings
    expected = f"Bearer {settings.service_key.get_secret_value()}"
    if not hmac.compare_digest(authorization.encode(), expected.encode()):
        raise Refusal("service-key", "Serve la chiave di servizio.", 401)


PUBLIC: dict[str, Any] = {"openapi_extra": {"x-callers": ["public"]}}
SERVICE: dict[str, Any] = {
    "dependencies": [Depends(service_only)],
    "openapi_extra": {"x-callers": ["service"]},
}


def larger_body(callers: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """Return what makes a route of these callers take bodies of up to so many bytes."""
    return {**callers, "openapi_extra": {**callers["openapi_extra"], BODY_BYTES: limit}}


def arrived_at(request: Request) -> datetime:
    """Return the instant at which a request came to this door, before it waited for anything.

    A body that takes longer than 10 s to come has arrived when its last part has.
    """
    instant: datetime = request.scope["state"][ARRIVED_AT]
    return instant


class Manners:
    """Gives each request an id and an instant, each answer the security headers, and each body a
    limit."""

    def __init__(self, app: ASGIApp, service: str, courtesy: Courtesy) -> None:
        self._app = app
        self._courtesy = courtesy
        self._log = logs.logger(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        mannered = self._mannered(scope, send)
        size = _length(scope)
        if size > MAX_BODY_BYTES and size > _limit(scope):
            await problems.problem(413, *TOO_LARGE)(scope, receive, mannered)
            return
        scope.setdefault("state", {})[ARRIVED_AT] = clock.now()
        await self._welcomed(scope, _limited(scope, receive), mannered)

    async def _welcomed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request as one that somebody waits for, until its answer begins."""
        waits = True

        async def welcomed(message: Message) -> None:
            nonlocal waits
            if waits:
                waits = False
                self._courtesy.goes()
            await send(message)

        self._courtesy.comes()
        try:
            await self._app(scope, receive, welcomed)
        finally:
            if waits:
                self._courtesy.goes()

    def _mannered(self, scope: Scope, send: Send) -> Send:
        request_id, started = _request_id(scope), time.perf_counter()

        async def mannered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                self._tell(scope, message["status"], request_id, started)
            await send(message)

        return mannered

    def _tell(self, scope: Scope, status: int, request_id: str, started: float) -> None:
        route = scope.get("route")
        self._log.debug(
            "request", method=scope["method"], route=getattr(route, "path", "-"), status=status,
            request_id=request_id, milliseconds=round(1000 * (time.perf_counter() - started), 1),
        )  # fmt: skip


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value.decode("latin-1")):
            text: str = value.decode("latin-1")
            return text
    return str(new_id())


def _length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _limit(scope: Scope) -> int:
    """Return how many bytes the route of a request takes."""
    for route in iter_route_contexts(scope["app"].routes):
        pattern = getattr(route, "path_regex", None)
        if pattern and pattern.match(scope["path"]) and scope["method"] in (route.methods or ()):
            return int((route.openapi_extra or {}).get(BODY_BYTES, MAX_BODY_BYTES))
    return MAX_BODY_BYTES


def _limited(scope: Scope, receive: Receive) -> Receive:
    taken, limit, begun = 0, MAX_BODY_BYTES, time.monotonic()

    async def limited() -> Message:
        nonlocal taken, limit
        message = await receive()
        taken += len(message.get("body", b""))
        limit = _limit(scope) if taken > limit == MAX_BODY_BYTES else limit
        if taken > limit:
            # Not a Refusal: FastAPI would take it for a body that cannot be read.
            raise HTTPException(413, TOO_LARGE[1])
        if message["type"] == "http.request" and time.monotonic() - begun > SLOW_SECONDS:
            scope["state"][ARRIVED_AT] = clock.now()
        return message

    return limited
