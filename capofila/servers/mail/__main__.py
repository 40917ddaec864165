"""Run the mail catcher: `python -m capofila.servers.mail --help` names its arguments."""

import argparse
import asyncio
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from capofila.servers.mail.store import Store
from capofila.servers.mail.web import Inbox


class Catcher:
    """Takes every message for everybody; says so only once it is on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep the message, then answer."""
        content = envelope.original_content or b""
        sender, recipients = envelope.mail_from, tuple(envelope.rcpt_tos)
        await asyncio.to_thread(self._store.add, sender, recipients, content)
        return "250 OK"


async def run(smtp_port: int, http_port: int, folder: Path) -> None:
    """Serve both doors until told to stop."""
    store = Store(folder)
    loop = asyncio.get_running_loop()
    door = await loop.create_server(lambda: _session(store), "127.0.0.1", smtp_port)
    config = uvicorn.Config(
        Inbox(store).app(),
        host="127.0.0.1",
        port=http_port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    async with door:
        await uvicorn.Server(config).serve()


def _session(store: Store) -> SMTP:
    return SMTP(Catcher(store), enable_SMTPUTF8=True, ident="Capofila", hostname="localhost")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="capofila.servers.mail")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.smtp_port, arguments.http_port, arguments.data))


if __name__ == "__main__":
    main()
