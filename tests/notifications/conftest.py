"""Notifications on a real database, a real SMTP server and real owners' doors."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.notifications import LetterName, SendLetter
from kit import clock
from kit.database import Cause, Database
from services.notifications.models import Letter
from services.notifications.queries.owners import Owners
from services.notifications.settings import Settings
from services.notifications.streams import send_letter
from services.notifications.streams.post import Post
from services.notifications.streams.sender import Sender
from services.notifications.streams.telling import due
from tests.conftest import FreshDatabase
from tests.notifications.owners import KEY, StandIn, open_owners
from tests.notifications.post_office import PostOffice, open_post_office

Later = Callable[..., None]
CAUSE = Cause("workflow", correlation="application/test")


class Desk:
    """The verbs of these tests."""

    def __init__(self, database: Database, office: PostOffice, owners: StandIn) -> None:
        self.database, self.office, self.owners = database, office, owners
        self.settings = Settings.model_validate(
            {
                "database_url": "unused", "redis_url": "unused", "http_port": 0,
                "audit_key": KEY, "service_key": KEY, "pseudonym_key": KEY,
                "smtp_url": office.url, "applications_url": owners.url,
                "vouchers_url": owners.url,
                "portal_url": f"{owners.url}/portal", "dashboard_url": owners.url,
                "network_url": owners.url,
            }
        )  # fmt: skip
        self.asker = Owners(self.settings)
        self.sender = self.new_sender(office.url)

    def new_sender(self, smtp_url: str) -> Sender:
        post = Post(self.settings.model_copy(update={"smtp_url": smtp_url}))
        return Sender(self.database, self.asker, post, due)

    async def order(
        self, application_id: UUID, letter: LetterName = "refused", about: str | None = None
    ) -> UUID:
        async with self.database.transaction(CAUSE) as session:
            command = SendLetter(application_id=application_id, letter=letter, about=about)
            return (await send_letter(session, command)).letter_id

    async def row(self, letter_id: UUID) -> Letter:
        async with self.database.reading() as session:
            return await session.get_one(Letter, letter_id)

    async def facts(self, letter_id: UUID) -> list[str]:
        """What was announced about a letter, in short: `accepted`, `failed bad-address`."""
        return [row.what.strip() for row in await self._log(letter_id)]

    async def _log(self, letter_id: UUID) -> list[Any]:
        query = text(
            "select split_part(type, '.', 5) || ' ' || coalesce(data->>'reason', '') as what "
            "from event_log where subject = :id and correlation = 'application/test' "
            "order by sequence"
        )
        async with self.database.reading() as session:
            return list((await session.execute(query, {"id": str(letter_id)})).all())

    async def left_in_the_air(self, letter_id: UUID, *, handed_over: bool) -> None:
        """Bring a letter where a process killed in the middle leaves it."""
        statement = "update letter set state = 'sending', attempts = 1"
        if handed_over:
            statement += ", handed_over_at = queued_at, body_sha256 = 'x'"
        async with self.database.transaction(CAUSE) as session:
            await session.execute(text(f"{statement} where id = :id"), {"id": letter_id})


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with (
        fresh_database("notifications") as database,
        open_post_office() as office,
        open_owners() as owners,
    ):
        desk = Desk(database, office, owners)
        yield desk
        await desk.sender.close()
        await desk.asker.close()


@pytest.fixture
def by_day(later: Later) -> None:
    """Let it be ten in the morning: nobody is reminded at night."""
    here = clock.real_now().astimezone(clock.ROME)
    later(hours=(10 - here.hour) % 24)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time go by for the whole house."""
    monkeypatch.setenv("CAPOFILA_CLOCK_FILE", str(tmp_path / "clock"))
    passed = [timedelta()]

    def go(**by: float) -> None:
        passed[0] += timedelta(**by)
        clock.move(tmp_path / "clock", passed[0])

    return go
