"""The stand-in of the registries on a port of its own, in the process of a test.

It also stands for `applications` when it is asked for the firm of an application, and for `network`
when it is asked with whom that firm is one undertaking.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from capofila.servers.registries import register, web
from contracts.aid import AidFirm, AidFirms, GrantedAid
from contracts.undertakings import Undertaking, UndertakingFirm
from kit.pseudonyms import pseudonym


@dataclass
class Register(register.Register):
    """What the registries know, the firms of applications, and which firms are one.

    `ones` are the undertakings of more than one firm; `declared` what firms say that they had.
    """

    firms: dict[UUID, AidFirm] = field(default_factory=dict)
    ones: list[frozenset[str]] = field(default_factory=list)
    declared: dict[str, list[GrantedAid]] = field(default_factory=dict)

    def granted(self, vat_number: str, cents: int, on: date) -> None:
        """An aid of another body, which the register knows."""
        self.grant(register.AidOfOthers(vat_number=vat_number, on=on, cents=cents))

    async def found(self, request: Request) -> Response:
        ids = [UUID(each) for each in (await request.json())["application_ids"]]
        answer = AidFirms(items=[self.firms[each] for each in ids if each in self.firms])
        return Response(answer.model_dump_json(), media_type="application/json")

    async def undertaking(self, request: Request) -> Response:
        number = (await request.json())["vat_number"]
        one = next((each for each in self.ones if number in each), frozenset({number}))
        firms = [
            UndertakingFirm(
                vat_number=each, key=firm_key(each), declared=tuple(self.declared.get(each, ()))
            )
            for each in sorted(one)
        ]
        answer = Undertaking(firms=tuple(firms))
        return Response(answer.model_dump_json(), media_type="application/json")


def firm_key(vat_number: str) -> str:
    """By what every service knows a firm."""
    return pseudonym("p", vat_number)


@asynccontextmanager
async def open_register(register: Register) -> AsyncIterator[str]:
    """Serve the registries on a port of this machine; yields their address."""
    firms = Route("/v1/queries/aid-firms", register.found, methods=["POST"])
    links = Route("/v1/queries/undertaking", register.undertaking, methods=["POST"])
    app = web.app(register, [firms, links])
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task
