"""One kept connection to a mailbox (RFC 3501); the library waits in a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from imapclient import DELETED, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from kit.weather import BadWeather
from services.notifications.settings import Mailbox

TIMEOUT = SocketTimeout(connect=10, read=60)
MOST_OF_A_HEAD = 64 * 1024
SIZE, ARRIVED = b"RFC822.SIZE", b"INTERNALDATE"
Result = TypeVar("Result")


@dataclass(frozen=True)
class Lying:
    """A mail that lies in the folder, not fetched yet."""

    uid: int
    size: int
    received_at: datetime


class Connection:
    """Looks, fetches and moves; nothing that it does marks a mail as read before it is moved.

    Every hitch comes out as BadWeather, and the next call connects anew. A mailbox whose server is
    slow holds up no other one.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._client: IMAPClient | None = None
        self._thread = ThreadPoolExecutor(1, f"imap-{mailbox.kind}")

    async def select(self) -> int:
        """Open the folder, as it is now; return its UIDVALIDITY."""
        return await self._do(self._select)

    async def lying(self) -> list[Lying]:
        """Return what lies in the folder, oldest first."""
        return await self._do(self._lying)

    async def fetch(self, uid: int) -> bytes | None:
        """Return a mail as it came; None when somebody took it away meanwhile."""
        return await self._do(lambda client: _fetched(client, uid, "BODY[]", ""))

    async def head(self, uid: int) -> bytes | None:
        """Return the first 64 KiB of the header lines of a mail."""
        part = f"<0.{MOST_OF_A_HEAD}>"
        return await self._do(lambda client: _fetched(client, uid, "BODY[HEADER]", part))

    async def archive(self, uid: int) -> None:
        """Move a mail to the archive folder."""
        await self._do(lambda client: _move(client, uid, self._mailbox.archive))

    async def close(self) -> None:
        """Take leave of the server."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._leave)
        self._thread.shutdown(wait=False)

    async def _do(self, act: Callable[[IMAPClient], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._careful, act)

    def _careful(self, act: Callable[[IMAPClient], Result]) -> Result:
        try:
            return act(self._connected())
        except (IMAPClientError, OSError) as error:
            self._leave()
            raise BadWeather(type(error).__name__) from error

    def _connected(self) -> IMAPClient:
        if self._client is None:
            mailbox = self._mailbox
            client = IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, timeout=TIMEOUT)
            self._client = client
            client.normalise_times = False
            client.login(*mailbox.login)
            if not client.folder_exists(mailbox.archive):
                client.create_folder(mailbox.archive)
        return self._client

    def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.logout()

    def _select(self, client: IMAPClient) -> int:
        return int(client.select_folder(self._mailbox.folder)[b"UIDVALIDITY"])

    def _lying(self, client: IMAPClient) -> list[Lying]:
        uids = client.search("ALL")
        found = client.fetch(uids, [SIZE, ARRIVED]) if uids else {}
        return [
            Lying(uid, int(each[SIZE]), each[ARRIVED])
            for uid, each in sorted(found.items())
            if SIZE in each and ARRIVED in each
        ]


def _fetched(client: IMAPClient, uid: int, what: str, part: str) -> bytes | None:
    asked = what.replace("BODY", "BODY.PEEK") + part
    answer = client.fetch([uid], [asked]).get(uid, {})
    named = (held for name, held in answer.items() if name.startswith(what.encode()))
    return next(named, None)


def _move(client: IMAPClient, uid: int, folder: str) -> None:
    if client.has_capability("MOVE"):
        client.move([uid], folder)
        return
    client.copy([uid], folder)
    client.add_flags([uid], [DELETED])
    client.expunge([uid] if client.has_capability("UIDPLUS") else None)
