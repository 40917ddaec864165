"""The stand-in of the registries on a port of its own, in the process of a test.

It also stands for `applications` when it is asked for the firm of an application.
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
from contracts.aid import AidFirm, AidFirms


@dataclass
class Register(register.Register):
    """What the registries know, and the firms of applications."""

    firms: dict[UUID, AidFirm] = field(default_factory=dict)

    def granted(self, vat_number: str, cents: int, on: date) -> None:
        """An aid of another body, which the register knows."""
        self.grant(register.AidOfOthers(vat_number=vat_number, on=on, cents=cents))

    async def found(self, request: Request) -> Response:
        ids = [UUID(each) for each in (await request.json())["application_ids"]]
        answer = AidFirms(items=[self.firms[each] for each in ids if each in self.firms])
        return Response(answer.model_dump_json(), media_type="application/json")


@asynccontextmanager
async def open_register(register: Register) -> AsyncIterator[str]:
    """Serve the registries on a port of this machine; yields their address."""
    firms = Route("/v1/queries/aid-firms", register.found, methods=["POST"])
    app = web.app(register, [firms])
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task
