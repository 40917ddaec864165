"""The HTTP door that every process has: problems, request ids, security headers, /status."""

import hmac
import re
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit import logs, problems
from kit.ids import new_id
from kit.refusal import Refusal
from kit.settings import ProcessSettings

MAX_BODY_BYTES = 1024 * 1024
TOO_LARGE = ("too-large", "La richiesta supera 1 MiB.")
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
    app.add_middleware(Manners, service=service)
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


class Manners:
    """Gives each request an id, each answer the security headers, and each body a limit."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._log = logs.logger(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        mannered = self._mannered(scope, send)
        if _length(scope) > MAX_BODY_BYTES:
            await problems.problem(413, *TOO_LARGE)(scope, receive, mannered)
            return
        await self._app(scope, _limited(receive), mannered)

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


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            # Not a Refusal: FastAPI would take it for a body that cannot be read.
            raise HTTPException(413, TOO_LARGE[1])
        return message

    return limited
