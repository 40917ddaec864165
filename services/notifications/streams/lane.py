"""One kept connection to the mail server (RFC 5321)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from services.notifications.rules.fates import CLOSING, Hitch, Step, answered, broken_off

TIMEOUT_SECONDS = 20.0
CONTENT_TIMEOUT_SECONDS = 120.0
Login = Callable[[], tuple[str, str]]


class Lane:
    """Sends one mail at a time; every error comes out as a Hitch that says what is certain.

    With a `login`, a name and a password asked for at each connection, it logs in first.
    """

    def __init__(self, url: str, sender: str, login: Login | None = None) -> None:
        parts = urlsplit(url)
        self._sender = sender
        self._login = login
        self._client = SMTP(
            hostname=parts.hostname,
            port=parts.port,
            use_tls=parts.scheme == "smtps",
            local_hostname=sender.rpartition("@")[2],
            timeout=TIMEOUT_SECONDS,
        )

    async def offer(self, address: str) -> None:
        """Open an envelope to one address; nothing can have left yet."""
        async with self._careful("envelope"):
            await self._begin()
            await self._client.rcpt(address)

    async def give(self, content: bytes) -> None:
        """Give the content of the open envelope; ends when the server took it in charge."""
        async with self._careful("content"):
            await self._client.data(content, timeout=CONTENT_TIMEOUT_SECONDS)

    async def withdraw(self) -> None:
        """Drop the open envelope."""
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()

    async def close(self) -> None:
        """Take leave of the server."""
        with suppress(SMTPException, OSError):
            if self._client.is_connected:
                await self._client.quit()
        self._client.close()

    async def _begin(self) -> None:
        """Name the sender; a kept connection that the server gave up is opened anew."""
        if self._client.is_connected:
            try:
                await self._client.mail(self._sender)
            except (SMTPSenderRefused, ConnectionError) as error:
                if isinstance(error, SMTPSenderRefused) and error.code != CLOSING:
                    raise
                self._client.close()
            else:
                return
        user, password = self._login() if self._login else (None, None)
        await self._client.connect(username=user, password=password)
        await self._client.mail(self._sender)

    @asynccontextmanager
    async def _careful(self, step: Step) -> AsyncIterator[None]:
        try:
            yield
        except SMTPResponseException as error:
            await self._clear(error.code)
            raise _answered(step, error) from error
        except (SMTPException, OSError) as error:
            self._client.close()
            raise broken_off(step) from error

    async def _clear(self, code: int) -> None:
        if code == CLOSING or not self._client.is_connected:
            self._client.close()
            return
        await self.withdraw()


def _answered(step: Step, error: SMTPResponseException) -> Hitch:
    refused = isinstance(error, SMTPRecipientRefused)
    return answered("recipient" if refused else step, error.code)
