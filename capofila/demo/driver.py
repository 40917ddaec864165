"""Playing the stories through the doors of the running house."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import httpx2
from rich.progress import Progress, TaskID

from capofila.demo.hearing import NOT_YET, Hearing
from capofila.demo.people import Firm
from capofila.demo.provider import APPLICATION, HANDLE, accreditation
from capofila.demo.story import TOO_LATE, Story
from capofila.supervisor import ServerError, Stack
from contracts.applications.decisions import Decision
from contracts.terms import NoticeReason, TermCard
from kit import clock
from kit.refusal import Refusal
from services.dashboard.api.procedures import WorkflowCases

AT_ONCE = 8
DAY_OF_ADHESION = "2015-03-02"
DEADLINE = NoticeReason(article="Termine per presentare la domanda", sentence=TOO_LATE)
BATCH_REASON = "Domande complete e ammissibili, in ordine di arrivo fino a esaurimento dei fondi."


class DemoFailed(ServerError):
    """The house did not do what the demonstration expects of it."""


@dataclass
class Driver:
    """Files, decides and spends, as applicants, officials and providers do."""

    stack: Stack
    client: httpx2.AsyncClient
    cases: WorkflowCases
    official: str
    progress: Progress
    filed: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def service(self) -> dict[str, str]:
        """The key of the house, as its processes show it to each other."""
        return {"Authorization": f"Bearer {self.stack.secrets['CAPOFILA_SERVICE_KEY']}"}

    def live_on(self, moment: datetime) -> None:
        """Move the house's clock to a moment; once it has been moved, never back."""
        file = self.stack.data / "clock"
        if not file.exists() or clock.now(file) < moment:
            clock.move(file, moment - clock.real_now())

    async def join(self, stories: Iterable[Story]) -> None:
        """Confirm the adhesion of the firms that are in the network."""
        for story in stories:
            if isinstance(story.applicant, Firm) and story.joins:
                body = {
                    "name": story.applicant.name, "vat_number": story.applicant.vat_number,
                    "municipality": story.applicant.municipality, "alliance": story.joins,
                    "since_on": DAY_OF_ADHESION,
                }  # fmt: skip
                await self._post("network", "/v1/adhesions", body)

    async def list_provider(self) -> None:
        """Put the provider where vouchers are spent in the public list, once."""
        listed = (await self.client.get(self.stack.url("vouchers") + "/v1/providers")).json()
        if any(each["handle"] == HANDLE for each in listed["items"]):
            return
        key = {"Idempotency-Key": f"demo-{HANDLE}"}
        made = await self._post("vouchers", "/v1/providers", APPLICATION, key)
        for step in accreditation(self.official):
            path = f"/v1/providers/{made['provider_id']}/moves"
            key = {"Idempotency-Key": f"demo-{HANDLE}-{step['move']}"}
            await self._post("vouchers", path, step, key)

    async def file(self, story: Story, bar: TaskID) -> None:
        """File an application; its key makes a second filing the same one."""
        headers = {"Idempotency-Key": story.key}
        self.filed[story.key] = await self._post(
            "applications", "/v1/applications", story.form(), headers
        )
        self.progress.advance(bar)

    async def hear(self, story: Story, bar: TaskID) -> None:
        """Tell who will be refused why, and prove that they know: they have ten days to answer."""
        application = self.filed[story.key]["application_id"]
        found = await self.client.get(
            f"{self.stack.url('applications')}/v1/applications/{application}/term",
            headers=self.service,
        )
        card = TermCard.model_validate_json(found.raise_for_status().content)
        today = clock.civil_day(clock.now(self.stack.data / "clock"))
        more = [DEADLINE] if story.reason == TOO_LATE else []
        hearing = Hearing(self.cases, partial(self._post, "applications"), self.official)
        await hearing.notify(card, today, *more)
        self.progress.advance(bar)

    async def sign_batch_act(self, call_id: str, line: str, through_place: int) -> None:
        """Grant the eligible applications of a line up to a place by one act."""
        act = {
            "line": line, "through_place": through_place, "official": self.official,
            "reason": BATCH_REASON,
        }  # fmt: skip
        headers = {"Idempotency-Key": f"demo-batch-{call_id}-{line}"}
        await self._post("applications", f"/v1/calls/{call_id}/batch-acts", act, headers)

    async def decide(self, story: Story, bar: TaskID) -> None:
        """Decide an application as soon as it is checked, as the desk does."""
        decision = Decision(
            outcome="granted" if story.ending == "granted" else "refused",
            official=self.official, checked=1,
        )  # fmt: skip
        application = UUID(self.filed[story.key]["application_id"])
        async with asyncio.timeout(30):
            while not await self._decided(application, decision, story.reason):
                await asyncio.sleep(0.05)
        self.progress.advance(bar)

    async def spend(self, story: Story, bar: TaskID) -> None:
        """Spend parts of a voucher at an invented provider."""
        asked = {"application_ids": [self.filed[story.key]["application_id"]]}
        async with asyncio.timeout(30):
            while not (cards := await self._post("vouchers", "/v1/queries/voucher-cards", asked))[
                "items"
            ]:
                await asyncio.sleep(0.05)
        code = cards["items"][0]["code"]
        for number, cents in enumerate(story.spends_cents):
            body = {"code": code, "provider": HANDLE, "amount_cents": cents}
            headers = {"Idempotency-Key": f"{story.key}-{number}"}
            await self._post("vouchers", "/v1/vouchers/redemptions", body, headers)
        self.progress.advance(bar)

    async def _decided(self, application: UUID, decision: Decision, reason: str) -> bool:
        try:
            await self.cases.decide(application, decision, reason)
        except Refusal as refusal:
            if refusal.slug == "not-waiting":
                # The doorbell may not have rung yet, or the case may be closed by an earlier run.
                return await self._is_closed(application)
            if refusal.slug in NOT_YET:
                return False
            if refusal.slug != "already-decided":
                raise
        return True

    async def _is_closed(self, application: UUID) -> bool:
        asked = {"application_ids": [str(application)]}
        cards = await self._post("applications", "/v1/queries/application-cards", asked)
        return bool(cards["items"][0]["act"])

    async def _post(
        self, service: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        url = self.stack.url(service) + path
        answer = await self.client.post(url, json=body, headers={**self.service, **(headers or {})})
        if not answer.is_success:
            raise DemoFailed(f"{path}: {answer.status_code} {answer.text[:300]}")
        found: dict[str, Any] = answer.json()
        return found
