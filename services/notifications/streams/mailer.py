"""The loop that queues a letter for everybody who applied to a call that changed."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from contracts.cases import CallAudience
from kit import logs
from kit.database import Cause, Database
from kit.wake import Bell
from services.notifications.models import Mailing
from services.notifications.queries.owners import Owners
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
            audience = CallAudience(call_id=mailing.call_id, after=after)
            page = await self._owners.audience(audience)
            if page is None:
                return
            async with self._database.transaction(CAUSE) as session:
                await mail_page(session, mailing, page)
            after = max(page, default=after)
            self._queued.ring()
