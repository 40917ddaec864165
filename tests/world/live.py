"""The whole house in real processes, and what people do with it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from capofila.call_steps import publish_calls
from capofila.demo.hearing import Hearing
from capofila.demo.people import Person, iban
from capofila.doctor import faults
from capofila.preparation import prepare
from capofila.supervisor import Stack
from contracts.applications.decisions import Decision
from contracts.terms import NoticeReason, TermCard
from kit import clock
from kit.days import ROME
from services.dashboard.api.procedures import AskedReasons, WorkflowCases

WINDOW = datetime(2015, 11, 3, 9, 30, tzinfo=ROME)
OFFICIAL = "staff:0197aaaa"
CERNUSCO = "015070"
CALLS = ("ADM-2015", "ATSMI-CC-2016")
NOT_YET = ("not-waiting", "not-checked")
TEN_DAYS_AND_HOLIDAYS = timedelta(days=14)
SETTLING_SECONDS = 90
numbers = count(1)


@dataclass
class LiveHouse:
    """A running house; a caller that gets no answer asks again under the same key."""

    stack: Stack
    client: httpx2.AsyncClient
    temporal: Client
    cases: WorkflowCases
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def service(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stack.secrets['CAPOFILA_SERVICE_KEY']}"}

    @property
    def today(self) -> date:
        return clock.civil_day(clock.now(self.stack.data / "clock"))

    @property
    def hearing(self) -> Hearing:
        return Hearing(self.cases, self._told, OFFICIAL)

    async def _told(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post("applications", path, body)
        assert answer.is_success, answer.text
        return answer.json()

    async def post(
        self, service: str, path: str, body: dict[str, Any], **headers: str
    ) -> httpx2.Response:
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await self.client.post(
                        self.stack.url(service) + path, json=body,
                        headers={**self.service, **headers},
                    )  # fmt: skip
                except httpx2.HTTPError:
                    await asyncio.sleep(0.1)
                    continue
                if answer.status_code < 500:
                    return answer
                await asyncio.sleep(0.1)

    async def apply(self, form: dict[str, Any] | None = None) -> dict[str, Any]:
        """File an application that will get ten euro, or the form given."""
        number = next(numbers)
        answer = await self.post(
            "applications", "/v1/applications", form or family(number),
            **{"Idempotency-Key": f"application-{number:05d}"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        self.receipts.append(answer.json())
        return self.receipts[-1]

    async def grant_all_that_come(self) -> None:
        """Sign an act in advance for all eligible families."""
        body = {
            "line": "II", "through_place": 1_000_000, "official": OFFICIAL,
            "reason": "Ammesse tutte le domande complete.",
        }  # fmt: skip
        key = {"Idempotency-Key": "act-for-all-families"}
        answer = await self.post("applications", "/v1/calls/ADM-2015/batch-acts", body, **key)
        assert answer.status_code == 201, answer.text

    async def decide(
        self, receipt: dict[str, Any], outcome: str, reason: str = "", checked: int = 1
    ) -> None:
        decision = Decision(outcome=outcome, official=OFFICIAL, checked=checked)
        async with asyncio.timeout(30):
            while True:
                try:
                    await self.cases.decide(UUID(receipt["application_id"]), decision, reason)
                except Exception as error:
                    if getattr(error, "slug", "") not in NOT_YET:
                        raise
                    await asyncio.sleep(0.05)
                    continue
                return

    async def refuse(self, receipt: dict[str, Any], reason: str, *more: NoticeReason) -> None:
        """Refuse an application after its notice and ten days; everybody is back in time then."""
        await self.notify(receipt, *more)
        async with self.later(TEN_DAYS_AND_HOLIDAYS):
            await self.decide(receipt, "refused", reason)

    async def notify(self, receipt: dict[str, Any], *more: NoticeReason) -> None:
        """Tell the reasons against an application, and prove that they arrived today."""
        await self.hearing.notify(await self.term(receipt), self.today, *more)

    async def term(self, receipt: dict[str, Any]) -> TermCard:
        """The clock of an application, day by day, with what was asked and told."""
        path = f"/v1/applications/{receipt['application_id']}/term"
        found = await self.client.get(self.stack.url("applications") + path, headers=self.service)
        return TermCard.model_validate_json(found.content)

    def stand_on(self, moment: str) -> None:
        """Let everybody live on a day at an hour in Italy, written "2026-03-02T10:00"."""
        at = datetime.fromisoformat(moment).replace(tzinfo=ROME)
        clock.move(self.stack.data / "clock", at - clock.real_now())

    @asynccontextmanager
    async def later(self, time: timedelta) -> AsyncIterator[None]:
        """Let everybody live later for a while; what happens then is waited for."""
        file = self.stack.data / "clock"
        offset = timedelta(seconds=float(file.read_text()))
        clock.move(file, offset + time)
        yield
        assert await self.settled() == []
        clock.move(file, offset)

    async def ask(self, service: str, query: str, receipt: dict[str, Any]) -> dict[str, Any]:
        body = {"application_ids": [receipt["application_id"]]}
        answer = await self.post(service, f"/v1/queries/{query}", body)
        return answer.json()["items"][0]

    async def letters(self) -> list[dict[str, Any]]:
        url = f"{self.stack.addresses.mail_url}/messages.json"
        return (await self.client.get(url)).json()["messages"]

    async def settled(self) -> list[str]:
        """Wait until nothing is under way; return the faults that remain."""
        remaining = ["never looked"]
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLING_SECONDS
        while remaining and loop.time() < until:
            try:
                remaining = await faults(self.stack)
            except Exception as error:  # noqa: BLE001 - a server may be down at this moment
                remaining = [f"{type(error).__name__}: {error}"[:300]]
            await asyncio.sleep(0.3)
        return remaining

    async def sound(self) -> None:
        """Have everything hold that must hold of a house at rest, and no letter sent twice."""
        assert await self.settled() == []
        ids = [letter["message_id"] for letter in await self.letters()]
        assert len(ids) == len(set(ids))


def family(number: int, **changes: Any) -> dict[str, Any]:
    """The form of a family whose voucher is worth ten euro."""
    person = Person(number, changes.pop("municipality", CERNUSCO))
    answers = {"work": "employee", "children": 1, "service": "childcare", "cost_cents": 2_000}
    return {
        "call_id": "ADM-2015", "line": "II", "applicant": person.applicant(),
        "iban": iban(number), "answers": {**answers, **changes},
    }  # fmt: skip


@asynccontextmanager
async def live_house(
    data: Path, at: datetime = WINDOW, calls: Sequence[str] = CALLS, **options: Any
) -> AsyncIterator[LiveHouse]:
    """Run the whole house on a folder, on a day inside the window of the families' call.

    Or on another day, with other calls of its files published. The desk stands in this process,
    which lives by the clock of the house.
    """
    async with Stack(data, keep=False, **options) as stack:
        await prepare(stack)
        clock.move(stack.data / "clock", at - clock.real_now())
        await stack.start_house()
        with pytest.MonkeyPatch.context() as process:
            process.setenv("CAPOFILA_CLOCK_FILE", str(stack.data / "clock"))
            async with _reached(stack) as house:
                await publish_calls(
                    stack.url("applications"), stack.secrets["CAPOFILA_SERVICE_KEY"], calls
                )
                await house.settled()
                yield house


@asynccontextmanager
async def _reached(stack: Stack) -> AsyncIterator[LiveHouse]:
    temporal = await Client.connect(
        stack.addresses.temporal_address, data_converter=pydantic_data_converter
    )
    async with httpx2.AsyncClient(timeout=10) as client:
        key = stack.secrets["CAPOFILA_SERVICE_KEY"]
        reasons = AskedReasons(stack.url("applications"), key)
        yield LiveHouse(stack, client, temporal, WorkflowCases(temporal, reasons))
