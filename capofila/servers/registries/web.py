"""The HTTP door of the stand-in: what a real adapter answers, and two requests for rehearsals."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from capofila.servers.registries.register import AidOfOthers, Contributions, Register
from contracts.aid import AidAct, AidCode, AidRegisterExtract, AidRegistration

HOSTS = ["127.0.0.1", "localhost"]
REFUSED = "massimale superato"
Told = TypeVar("Told", bound=BaseModel)
Door = Callable[[Request], Awaitable[Response]]


class Registries:
    """The answers of one register.

    `/prova/aiuti` and `/prova/durc` tell it what happened elsewhere; no real adapter has them.
    """

    def __init__(self, register: Register) -> None:
        self._register = register

    def routes(self) -> list[Route]:
        """Return every request that is answered."""
        return [
            Route("/status", self.status),
            Route("/aiuti", self.grant, methods=["POST"]),
            Route("/aiuti/{vat_number}", self.extract),
            Route("/aiuti/{cor}/atto", self.act, methods=["POST"]),
            Route("/durc/{vat_number}", self.certificate),
            Route("/prova/aiuti", self.learn_aid, methods=["POST"]),
            Route("/prova/durc", self.learn_contributions, methods=["POST"]),
        ]

    async def status(self, _: Request) -> Response:
        """Answer that it works."""
        return PlainTextResponse("ok")

    async def extract(self, request: Request) -> Response:
        """Return what a firm was granted (visura)."""
        aids = self._register.aids.get(request.path_params["vat_number"], [])
        return _json(AidRegisterExtract(aids=aids))

    async def grant(self, request: Request) -> Response:
        """Register an aid and return its code; 409 when it is refused."""
        cor = self._register.register(await _told(request, AidRegistration))
        return PlainTextResponse(REFUSED, 409) if cor is None else _json(AidCode(cor=cor))

    async def act(self, request: Request) -> Response:
        """Take the act of an aid; 404 for a code that was never given."""
        cor = request.path_params["cor"]
        known = self._register.confirm(cor, await _told(request, AidAct))
        return _json(AidCode(cor=cor)) if known else PlainTextResponse("codice ignoto", 404)

    async def certificate(self, request: Request) -> Response:
        """Return the certificate of a firm (DURC)."""
        return _json(self._register.certificate(request.path_params["vat_number"]))

    async def learn_aid(self, request: Request) -> Response:
        """Take an aid of another body."""
        self._register.grant(await _told(request, AidOfOthers))
        return Response(status_code=204)

    async def learn_contributions(self, request: Request) -> Response:
        """Take whether a firm pays its contributions."""
        self._register.pay(await _told(request, Contributions))
        return Response(status_code=204)


def app(register: Register, more: list[Route] | None = None) -> Starlette:
    """Build the application, perhaps with further routes."""
    return Starlette(
        routes=[*Registries(register).routes(), *(more or ())],
        # Another site's page, sent here under its own name, must not read what is kept.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={ValidationError: _unreadable},
    )


async def _told(request: Request, kind: type[Told]) -> Told:
    return kind.model_validate_json(await request.body())


async def _unreadable(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 422)


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json")
