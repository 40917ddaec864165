"""Hearing who is about to be refused, as the desk does (art. 10-bis L. 241/1990)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contracts.applications.procedure import GiveNotice
from contracts.terms import Delivery, NoticeDraft, NoticeReason, TermCard
from kit.refusal import Refusal
from services.dashboard.api.procedures import UNREACHABLE, WorkflowCases

PATIENCE_SECONDS = 60
EVIDENCE = "PEC di prova"
# The card shows what was found a moment before the case itself has heard of it.
NOT_YET = ("not-checked", UNREACHABLE[0])

Post = Callable[[str, dict[str, Any]], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Hearing:
    """Tells the reasons against applications and proves that they arrived, as one official."""

    cases: WorkflowCases
    post: Post
    official: str

    async def notify(self, card: TermCard, today: date, *more: NoticeReason) -> None:
        """Give the notice of a case and have it delivered today; what was done is not done again.

        The case must have been checked: its unmet requirements are the reasons, and `more`.
        """
        application = card.term.application_id
        if card.term.clock == "ended" or any(each.state == "served" for each in card.notices):
            return
        kept = [each.notice_id for each in card.notices]
        notice = kept[0] if kept else await self.draft(application, *more)
        await self.give(application, notice)
        await self.deliver(application, notice, today)

    async def draft(self, application: UUID, *more: NoticeReason) -> UUID:
        """Draft the notice of a case as soon as it is checked."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_checked(application):
                await asyncio.sleep(0.05)
        draft = NoticeDraft(official=self.official, more=list(more))
        path = f"/v1/applications/{application}/notices"
        kept = await self.post(path, draft.model_dump(mode="json"))
        return UUID(kept["notice_id"])

    async def give(self, application: UUID, notice: UUID) -> None:
        """Have the case send a drafted notice; a second time it is the same."""
        given = GiveNotice(application_id=application, notice_id=notice, official=self.official)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_given(given):
                await asyncio.sleep(0.05)

    async def _is_given(self, given: GiveNotice) -> bool:
        try:
            await self.cases.give_notice(given)
        except Refusal as refusal:
            if refusal.slug not in NOT_YET:
                raise
            return False
        return True

    async def deliver(self, application: UUID, notice: UUID, served_on: date) -> None:
        """Prove that a notice arrived on a day: its ten days run from there."""
        proof = Delivery(served_on=served_on, evidence=EVIDENCE, official=self.official)
        path = f"/v1/applications/{application}/notices/{notice}/deliveries"
        await self.post(path, proof.model_dump(mode="json"))

    async def _is_checked(self, application: UUID) -> bool:
        asked = {"application_ids": [str(application)]}
        cards = await self.post("/v1/queries/application-cards", asked)
        return cards["items"][0]["explanation"] is not None
