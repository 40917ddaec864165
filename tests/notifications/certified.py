"""Letters that leave as certified mail through the provider of the servers, and what comes back."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import text
from sqlmodel import col, select

from capofila.servers.mailbox.accounts import accounts
from capofila.servers.mailbox.boxes import Boxes
from capofila.servers.pec.paper import Kind, Original, receipt
from capofila.supervisor import Stack
from contracts.cases import Recipient
from contracts.notifications import LetterName
from kit.database import Database
from kit.ids import new_id
from services.notifications.models import Letter, Mail
from services.notifications.settings import Mailbox
from services.notifications.streams.collector import Collector
from services.notifications.usecases.originals import Originals
from tests.notifications.conftest import CAUSE, Desk
from tests.notifications.owners import StandIn
from tests.notifications.samples import facts

BODY, OTHER, HOUSE = (
    "protocollo@ats-milano.example", "protocollo@so-le.example", "noreply@capofila.example",
)  # fmt: skip
NIGHT = datetime(2016, 11, 30, 22, 41, 7, tzinfo=UTC)
TOLD = text(
    "select split_part(type, '.', 5) as what, correlation, data from event_log "
    "where subject = :id order by sequence"
)


class CertifiedDesk:
    """The verbs of these tests."""

    def __init__(self, database: Database, servers: Stack, owners: StandIn, folder: Path) -> None:
        told = servers.environment("notifications")["CAPOFILA_NOTIFICATIONS_MAILBOXES"]
        shutil.rmtree(servers.data / "mailboxes", ignore_errors=True)
        self.database, self.owners = database, owners
        self.desk = Desk(database, SimpleNamespace(url=servers.addresses.smtp_url), owners)
        self.mailboxes = TypeAdapter(tuple[Mailbox, ...]).validate_json(told)
        self.with_mailboxes(self.mailboxes)
        self.boxes = Boxes(servers.data / "mailboxes", accounts())
        self.originals = Originals(folder / "originals")
        self.collectors = {
            mailbox.address: Collector(database, self.originals, mailbox, self.desk.settings)
            for mailbox in self.mailboxes
        }

    def with_mailboxes(self, mailboxes: tuple[Mailbox, ...]) -> None:
        changes = {"notifications_mailboxes": mailboxes}
        self.desk.settings = self.desk.settings.model_copy(update=changes)
        self.desk.sender = self.desk.new_sender(self.desk.office.url)

    async def sends(self, pec: str = "", name: LetterName = "refused", **others: Any) -> Letter:
        """Send a letter to a reader with this certified address; return its row."""
        application_id = new_id()
        email = others.pop("email", "impresa@esempio.example")
        reader = Recipient(application_id=application_id, name="Verdi", email=email, pec=pec)
        self.owners.knows(facts(recipient=reader, **others))
        letter_id = await self.desk.order(application_id, name)
        await self.desk.sender.send_due()
        return await self.desk.row(letter_id)

    async def collect(self, address: str = BODY) -> list[Mail]:
        """Collect a mailbox; return the rows of all mail, in order."""
        await self.collectors[address].collect()
        async with self.database.reading() as session:
            return list((await session.exec(select(Mail).order_by(col(Mail.id)))).all())

    def receipt(
        self,
        kind: Kind,
        letter: Letter,
        *,
        address: str = BODY,
        at: datetime = NIGHT,
        about: str = "",
    ) -> None:
        """Let a receipt come that the provider writes about a letter."""
        content = f"Message-ID: {about or letter.message_id}\r\nSubject: Esito\r\n\r\nx".encode()
        original = Original(content, BODY, ("impresa@pec.example",))
        self.boxes.deliver(address, receipt(kind, original, "impresa@pec.example", at), at)

    async def told(self, letter_id: UUID) -> list[str]:
        """What was announced about a letter, in order, with its reason."""
        return [
            f"{row.what} {row.data.get('reason', '')}".strip() for row in await self.log(letter_id)
        ]

    async def log(self, subject: UUID) -> list[Any]:
        async with self.database.reading() as session:
            return list((await session.execute(TOLD, {"id": str(subject)})).all())

    async def forgets_the_answer(self, letter: Letter) -> None:
        """Bring a letter where a lost answer of the provider leaves it."""
        change = text("update letter set state = 'unknown', reason = 'answer-lost' where id = :id")
        async with self.database.transaction(CAUSE) as session:
            await session.execute(change, {"id": letter.id})

    async def close(self) -> None:
        for collector in self.collectors.values():
            await collector.close()
        await self.desk.sender.close()
        await self.desk.asker.close()


@asynccontextmanager
async def open_desk(
    database: Database, servers: Stack, owners: StandIn, folder: Path
) -> AsyncIterator[CertifiedDesk]:
    desk = CertifiedDesk(database, servers, owners, folder)
    yield desk
    await desk.close()
