"""A real IMAP server with mailboxes, collected into a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from capofila.servers.mailbox.accounts import Account
from capofila.servers.mailbox.boxes import Boxes
from capofila.servers.mailbox.imap import CAPABILITIES, open_door
from kit.database import Database
from services.notifications.models import Mail, MailFile
from services.notifications.settings import Mailbox, Settings
from services.notifications.streams.collector import Collector
from services.notifications.usecases.originals import Originals
from tests.notifications.owners import KEY

DESK, PEC, HOUSE = "posta@ente.example", "ente@pec.example", "noreply@capofila.example"
ACCOUNTS = (
    Account(DESK, "mail", "ente"), Account(PEC, "pec", "ente"), Account(HOUSE, "mail"),
)  # fmt: skip
NOON = datetime(2016, 11, 3, 11, 0, tzinfo=UTC)
PASSWORD = "una parola"
PDF = b"%PDF-1.7\n" + b"x" * 100
ANNOUNCED = text(
    "select split_part(type, '.', 4) || ' ' || split_part(type, '.', 5) as what, data "
    "from event_log order by at, sequence"
)


class Mailroom:
    """The verbs of these tests."""

    def __init__(self, database: Database, folder: Path, port: int) -> None:
        self.database = database
        self.boxes = Boxes(folder / "boxes", ACCOUNTS)
        self.originals = Originals(folder / "originals")
        (folder / "password").write_text(PASSWORD)
        mailboxes = [
            {
                "address": account.address, "kind": account.kind, "body": account.body,
                "host": "127.0.0.1", "port": port, "tls": False,
                "password_file": str(folder / "password"),
            }
            for account in ACCOUNTS
        ]  # fmt: skip
        self.settings = Settings.model_validate(
            {
                "database_url": "unused", "redis_url": "unused", "http_port": 0,
                "audit_key": KEY, "service_key": KEY, "pseudonym_key": KEY, "smtp_url": "unused",
                "applications_url": "", "vouchers_url": "", "portal_url": "",
                "dashboard_url": "", "network_url": "",
                "notifications_mailboxes": mailboxes, "notifications_mail_path": folder / "mail",
                "notifications_mail_bytes": 1_000_000,
            }
        )  # fmt: skip
        self.collectors = {each.address: self.collector(each.address) for each in ACCOUNTS}

    def collector(self, address: str = DESK) -> Collector:
        return Collector(self.database, self.originals, self.mailbox(address), self.settings)

    def mailbox(self, address: str) -> Mailbox:
        return next(m for m in self.settings.notifications_mailboxes if m.address == address)

    def comes(self, content: bytes, address: str = DESK, at: datetime = NOON) -> None:
        self.boxes.deliver(address, content, at)

    async def collect(self, address: str = DESK) -> int:
        return await self.collectors[address].collect()

    async def taken(self, content: bytes, address: str = DESK) -> Mail:
        """Let a mail come and be collected; return its row, the only new one."""
        self.comes(content, address)
        assert await self.collect(address) == 1
        return (await self.rows())[-1]

    async def rows(self) -> list[Mail]:
        async with self.database.reading() as session:
            return list((await session.exec(select(Mail).order_by(col(Mail.id)))).all())

    async def files(self, mail_id: UUID) -> list[MailFile]:
        async with self.database.reading() as session:
            query = select(MailFile).where(MailFile.mail_id == mail_id)
            return list((await session.exec(query.order_by(col(MailFile.number)))).all())

    async def facts(self, what: str) -> list[dict[str, Any]]:
        """What was announced of a kind, `mail received`, in order."""
        async with self.database.reading() as session:
            found = (await session.execute(ANNOUNCED)).all()
        return [row.data for row in found if row.what == what]

    def lying(self, folder: str = "INBOX", address: str = DESK) -> int:
        return len(self.boxes.folder(address, folder).messages())


@asynccontextmanager
async def open_mailroom(
    database: Database, folder: Path, can: str = CAPABILITIES
) -> AsyncIterator[Mailroom]:
    boxes = Boxes(folder / "boxes", ACCOUNTS)
    server = await open_door(boxes, PASSWORD, 0, can)
    room = Mailroom(database, folder, server.sockets[0].getsockname()[1])
    yield room
    for collector in room.collectors.values():
        await collector.close()
    server.close()


def letter(
    subject: str = "Scheda Partnership",
    message_id: str = "<a1@ditta.example>",
    *,
    sender: str = "Ditta Alfa <info@ditta.example>",
    files: tuple[tuple[str, bytes], ...] = (("scheda.pdf", PDF),),
    **headers: str,
) -> bytes:
    """A mail as a person writes it, with its files."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, DESK, subject
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Buongiorno, è la nostra adesione.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")
