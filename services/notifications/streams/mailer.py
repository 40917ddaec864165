"""The loop that queues a letter for everybody who hears of one thing."""

import asyncio
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from contracts.cases import CallAudience
from contracts.letters import DigestAudience, PaidBatch, RankingAudience
from kit import logs
from kit.database import Cause, Database
from kit.wake import Bell
from services.notifications.models import Mailing
from services.notifications.queries.owners import Owners
from services.notifications.rules.matter import call_of
from services.notifications.usecases.mailing import mail_page, unfinished

SWEEP_SECONDS = 5.0
CAUSE = Cause("notifications")


class Mailer:
    """Serves mailings page by page; what was interrupted goes on where it stopped."""

    def __init__(self, database: Database, owners: Owners, ordered: Bell, queued: Bell) -> None:
        self._database = database
        self._owners = owners
        self._ordered = ordered
        self._queued = queued
        self._log = logs.logger("notifications")

    async def run(self) -> None:
        """Serve until cancelled."""
        while True:
            try:
                await self.serve()
            except (SQLAlchemyError, OSError) as error:
                self._log.warning("mailer-interrupted", error=type(error).__name__)
            await self._ordered.heard(SWEEP_SECONDS)

    async def serve(self) -> None:
        """Serve every mailing that is not done."""
        async with self._database.reading() as session:
            waiting = await unfinished(session)
        await asyncio.gather(*(self._finish(mailing) for mailing in waiting))

    async def _finish(self, mailing: Mailing) -> None:
        after, page = mailing.after, None
        while page != []:
            page = await self._page(mailing, after)
            if page is None:
                return
            async with self._database.transaction(CAUSE) as session:
                await mail_page(session, mailing, page)
            after = max(page, default=after)
            self._queued.ring()

    async def _page(self, mailing: Mailing, after: UUID | None) -> list[UUID] | None:
        match mailing.name:
            case "call_changed":
                return await self._owners.page(
                    CallAudience(call_id=call_of(mailing.about), after=after)
                )
            case "payment_ordered":
                return await self._owners.page(PaidBatch(batch_id=UUID(mailing.about), after=after))
            case "digest":
                return await self._owners.page(DigestAudience(after=after))
            case _:
                return await self._owners.page(
                    RankingAudience(ranking_id=UUID(mailing.about), after=after)
                )
