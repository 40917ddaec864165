"""The loops that collect mail: each mailbox has its own, and none waits for another."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from kit import logs
from kit.database import Cause, Database
from kit.weather import BadWeather
from services.notifications.rules.received import Reading, read, too_large
from services.notifications.settings import Mailbox, Settings
from services.notifications.streams.imap import Connection, Lying
from services.notifications.usecases.originals import Originals
from services.notifications.usecases.receiving import Arrived, is_known, receive_mail

CAUSE = Cause("notifications")


class Collector:
    """Takes what lies in one mailbox: kept, then written down, and only then moved away.

    A death anywhere in between leaves the mail where it was; it is read again and has one row.
    """

    def __init__(
        self, database: Database, originals: Originals, mailbox: Mailbox, settings: Settings
    ) -> None:
        self._database = database
        self._originals = originals
        self._mailbox = mailbox
        self._connection = Connection(mailbox)
        self._most_bytes = settings.notifications_mail_bytes
        self._pause = settings.notifications_poll_seconds
        known = (*settings.notifications_mailboxes, mailbox)
        self._own = {settings.notifications_sender.lower(), *(m.address.lower() for m in known)}
        self._log = logs.logger("notifications")

    async def run(self) -> None:
        """Collect until cancelled."""
        while True:
            try:
                await self.collect()
            except (BadWeather, SQLAlchemyError, OSError) as error:
                self._tell("mailbox-not-collected", error)
            await asyncio.sleep(self._pause)

    async def collect(self) -> int:
        """Take everything that lies there; return how many mails were new."""
        uidvalidity, new = await self._connection.select(), 0
        for each in await self._connection.lying():
            try:
                new += await self._take(uidvalidity, each)
            except SQLAlchemyError as error:
                # The next one is not to wait for it; it lies there still, and is tried again.
                self._tell("mail-not-taken", error)
        return new

    async def close(self) -> None:
        """Take leave of the server."""
        await self._connection.close()

    async def _take(self, uidvalidity: int, lying: Lying) -> bool:
        new = not await self._is_known(uidvalidity, lying.uid)
        if new:
            raw = await self._fetched(lying)
            if raw is None:
                return False
            await self._receive(uidvalidity, lying, raw)
        await self.archive(lying.uid)
        return new

    async def archive(self, uid: int) -> None:
        """Move what was written down out of the way."""
        await self._connection.archive(uid)

    async def _is_known(self, uidvalidity: int, uid: int) -> bool:
        async with self._database.reading() as session:
            return await is_known(session, self._mailbox, uidvalidity, uid)

    async def _fetched(self, lying: Lying) -> bytes | None:
        if lying.size > self._most_bytes:
            return await self._connection.head(lying.uid)
        return await self._connection.fetch(lying.uid)

    async def _receive(self, uidvalidity: int, lying: Lying, raw: bytes) -> None:
        reading = await asyncio.to_thread(self._read, lying, raw)
        sha256 = await self._originals.keep(raw)
        for file in reading.files:
            await self._originals.keep(file.content)
        arrived = Arrived(
            self._mailbox, uidvalidity, lying.uid, lying.received_at, lying.size, sha256, reading
        )
        async with self._database.transaction(CAUSE) as session:
            await receive_mail(session, arrived)

    def _read(self, lying: Lying, raw: bytes) -> Reading:
        if lying.size > self._most_bytes:
            return too_large(raw)
        return read(raw, self._mailbox.kind, self._own)

    def _tell(self, what: str, error: Exception) -> None:
        mailbox = self._mailbox
        name = str(error) if isinstance(error, BadWeather) else type(error).__name__
        self._log.warning(what, body=mailbox.body, kind=mailbox.kind, error=name)


def collectors(database: Database, originals: Originals, settings: Settings) -> Sequence[Collector]:
    """Return a collector for each mailbox of the settings."""
    return [
        Collector(database, originals, mailbox, settings)
        for mailbox in settings.notifications_mailboxes
    ]
