"""Run the mail servers: `python -m capofila.servers.mail --help` names their arguments."""

import argparse
import asyncio
import hmac
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from capofila.servers.mail.bounce import is_refused, report
from capofila.servers.mail.store import Store
from capofila.servers.mail.web import Inbox
from capofila.servers.mailbox.accounts import accounts, password_in
from capofila.servers.mailbox.boxes import Boxes
from capofila.servers.mailbox.imap import open_door
from capofila.servers.mailbox.told import PASSWORD
from capofila.servers.pec.provider import Provider
from kit import clock

DOORS = ("smtp", "http", "imap", "pec")


class Catcher:
    """Takes every message for everybody; says so only once it is on disk.

    What is for a mailbox of the house lies in it as well, and what is for `nome+respinta@…` comes
    back to its sender.
    """

    def __init__(self, store: Store, boxes: Boxes, provider: Provider) -> None:
        self._store = store
        self._boxes = boxes
        self._provider = provider

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep the message, then answer."""
        await asyncio.to_thread(self._take, envelope)
        return "250 OK"

    def _take(self, envelope: Envelope) -> None:
        content, sender = envelope.original_content or b"", envelope.mail_from or ""
        self._store.add(envelope.mail_from, tuple(envelope.rcpt_tos), content)
        for recipient in envelope.rcpt_tos:
            self._deliver(sender, recipient, content)

    def _deliver(self, sender: str, recipient: str, content: bytes) -> None:
        account = self._boxes.account(recipient)
        if account is not None and account.kind == "pec":
            self._provider.bring(sender, recipient, content)
        elif account is not None:
            trace = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
            self._boxes.deliver(recipient, trace + content, clock.now())
        elif is_refused(recipient) and self._boxes.account(sender):
            at = clock.now()
            self._boxes.deliver(sender, report(content, sender, recipient, at), at)


class Certified:
    """Takes certified mail; what it is given is shown beside the other messages."""

    def __init__(self, store: Store, provider: Provider, password: str) -> None:
        self._store = store
        self._provider = provider
        self._password = password

    def authenticate(
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,  # noqa: ARG002
        mechanism: str,  # noqa: ARG002
        asked: LoginPassword,
    ) -> AuthResult:
        """Let in who knows the password, under any address."""
        known = hmac.compare_digest(asked.password, self._password.encode())
        return AuthResult(success=known, handled=known, auth_data=asked.login.decode())

    async def handle_MAIL(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take mail of who logged in, and of nobody else."""
        if str(session.auth_data).lower() != address.lower():
            return "553 5.7.1 Sender is not who logged in"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep the message, put its papers into the mailboxes, then answer."""
        content, sender = envelope.original_content or b"", str(envelope.mail_from)
        await asyncio.to_thread(self._store.add, sender, tuple(envelope.rcpt_tos), content)
        await asyncio.to_thread(self._provider.send, sender, envelope.rcpt_tos, content)
        return "250 OK"


async def run(ports: dict[str, int], data: Path) -> None:
    """Serve all doors until told to stop."""
    store, boxes = Store(data / "mail"), Boxes(data / "mailboxes", accounts())
    provider, password = Provider(boxes), password_in(data / PASSWORD)
    catcher, certified = Catcher(store, boxes, provider), Certified(store, provider, password)
    loop = asyncio.get_running_loop()
    ordinary = await loop.create_server(lambda: _session(catcher), "127.0.0.1", ports["smtp"])
    pec = await loop.create_server(lambda: _pec_session(certified), "127.0.0.1", ports["pec"])
    imap = await open_door(boxes, password, ports["imap"])
    config = uvicorn.Config(
        Inbox(store, boxes).app(),
        host="127.0.0.1",
        port=ports["http"],
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    async with ordinary, pec, imap:
        await uvicorn.Server(config).serve()


def _session(catcher: Catcher) -> SMTP:
    return SMTP(catcher, enable_SMTPUTF8=True, ident="Capofila", hostname="localhost")


def _pec_session(certified: Certified) -> SMTP:
    return SMTP(
        certified,
        enable_SMTPUTF8=True,
        ident="Capofila PEC",
        hostname="localhost",
        authenticator=certified.authenticate,
        auth_required=True,
        auth_require_tls=False,
    )


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="capofila.servers.mail")
    for door in DOORS:
        parser.add_argument(f"--{door}-port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    ports = {door: getattr(arguments, f"{door}_port") for door in DOORS}
    asyncio.run(run(ports, arguments.data))


if __name__ == "__main__":
    main()
