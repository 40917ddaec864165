"""A real SMTP server that answers by a script, and remembers every mail that it took."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


class PostOffice:
    """Each word of the script meets one mail: `ok` when it is at its end."""

    def __init__(self) -> None:
        self.script: deque[str] = deque()
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.took, self.let_go = asyncio.Event(), asyncio.Event()
        self.connections = 0
        self.url = ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, _: Any):  # noqa: N802
        session.word = self.script.popleft() if self.script else "ok"
        if session.word == "hang up at MAIL":
            server.transport.abort()
        if session.word.startswith("MAIL "):
            return session.word.removeprefix("MAIL ")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _: Any):  # noqa: N802
        if session.word.startswith("RCPT "):
            return session.word.removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any):  # noqa: N802
        if session.word.startswith("DATA "):
            return session.word.removeprefix("DATA ")
        self.taken.append(message_from_bytes(envelope.original_content, policy=policy.SMTP))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.took.set()
        if session.word == "take and hold":
            await self.let_go.wait()
        if session.word == "take and drop":
            server.transport.abort()
        return "250 OK"

    def session(self) -> SMTP:
        self.connections += 1
        return SMTP(self, hostname="localhost")


@asynccontextmanager
async def open_post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    server = await asyncio.get_running_loop().create_server(office.session, "127.0.0.1", 0)
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield office
    office.let_go.set()
    server.close()
