"""A real HTTP server that answers like applications and vouchers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from uuid import UUID

import uvicorn
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from contracts.cases import CallAudience, LetterFacts
from contracts.letters import (
    DigestAudience,
    DigestFacts,
    EmployerLetterFacts,
    MoneyFacts,
    PaidBatch,
    RankingAudience,
)
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from services.notifications.queries.owners import Page

KEY = "ab" * 32
PAGES: dict[str, type[Page]] = {
    "call-recipients": CallAudience, "ranking-recipients": RankingAudience,
    "paid-applications": PaidBatch, "digest-readers": DigestAudience,
}  # fmt: skip


class StandIn:
    """Knows what it was given; `down` makes every answer a 503."""

    def __init__(self) -> None:
        self.facts: dict[str, LetterFacts] = {}
        self.cards: dict[str, list[VoucherCard]] = {}
        self.drafts: dict[str, DraftLetterFacts] = {}
        self.providers: dict[str, ProviderLetterFacts] = {}
        self.money: dict[str, MoneyFacts] = {}
        self.digests: dict[str, DigestFacts] = {}
        self.employers: dict[str, EmployerLetterFacts] = {}
        self.audience: list[UUID] = []
        self.asked: list[tuple[str, list[str]]] = []
        self.broken: list[dict[str, str]] = []
        self.down = False
        self.url = ""

    def knows(
        self, facts: LetterFacts, *cards: VoucherCard, money: MoneyFacts | None = None
    ) -> UUID:
        application_id = facts.recipient.application_id
        self.facts[str(application_id)] = facts
        self.cards.setdefault(str(application_id), []).extend(cards)
        if money:
            self.money[str(application_id)] = money
        return application_id

    async def answer(self, request: Request) -> JSONResponse:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return JSONResponse({}, 401)
        if self.down:
            return JSONResponse({}, 503)
        name = request.path_params["name"]
        if name in PAGES:
            return self._page(PAGES[name].model_validate_json(await request.body()))
        (ids,) = (each for each in (await request.json()).values() if isinstance(each, list))
        self.asked.append((name, ids))
        items = [item.model_dump(mode="json") for each in ids for item in self._known(name, each)]
        return JSONResponse({"items": [*self.broken, *items]})

    def _known(self, name: str, application_id: str) -> Sequence[BaseModel]:
        if name == "voucher-cards":
            return self.cards.get(application_id, [])
        known: Mapping[str, BaseModel] = {
            "letter-facts": self.facts, "draft-facts": self.drafts, "money-facts": self.money,
            "provider-letter-facts": self.providers, "digests": self.digests,
            "employer-letter-facts": self.employers,
        }[name]  # fmt: skip
        return [known[application_id]] if application_id in known else []

    def _page(self, asked: Page) -> JSONResponse:
        later = (each for each in sorted(self.audience) if not asked.after or each > asked.after)
        return JSONResponse({"application_ids": [str(each) for each in islice(later, 2)]})

    async def answer_drafts(self, request: Request) -> JSONResponse:
        request.path_params["name"] = "draft-facts"
        return await self.answer(request)


@asynccontextmanager
async def open_owners() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    drafts = Route("/portal/v1/queries/letter-facts", stand_in.answer_drafts, methods=["POST"])
    queries = Route("/v1/queries/{name}", stand_in.answer, methods=["POST"])
    app = Starlette(routes=[drafts, queries])
    door = socket.create_server(("127.0.0.1", 0))
    stand_in.url = f"http://127.0.0.1:{door.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve([door]))
    yield stand_in
    server.should_exit = True
    await serving
