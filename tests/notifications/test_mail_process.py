"""The process itself collects, is killed in the middle, and goes on where it was."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from capofila.supervisor import Stack
from kit.database import Database
from kit.envelope import unpack
from tests.conftest import FreshHouse, as_service
from tests.notifications.certified import BODY, NIGHT, CertifiedDesk, open_desk
from tests.notifications.mailroom import letter
from tests.notifications.owners import KEY, open_owners

MAILS = 60


@pytest.fixture
async def desk(
    fresh_house: FreshHouse, servers: Stack, tmp_path: Path
) -> AsyncIterator[CertifiedDesk]:
    async with fresh_house() as url, open_owners() as owners:
        database = Database(as_service(url, "notifications"))
        async with open_desk(database, servers, owners, tmp_path) as desk:
            yield desk
        await database.close()


@asynccontextmanager
async def running(
    desk: CertifiedDesk, servers: Stack, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    url = desk.database.engine.url.set(drivername="postgresql")
    environment = {
        **os.environ,
        **servers.environment("notifications"),
        "CAPOFILA_DATABASE_URL": url.render_as_string(hide_password=False),
        "CAPOFILA_NOTIFICATIONS_MAIL_PATH": str(folder / "received"),
        "CAPOFILA_NOTIFICATIONS_POLL_SECONDS": "0.05",
        "CAPOFILA_HTTP_PORT": "0",
        **{f"CAPOFILA_{name}_KEY": KEY for name in ("AUDIT", "SERVICE", "PSEUDONYM")},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notifications.main", env=environment
    )
    yield process
    if process.returncode is None:
        process.terminate()
    await process.wait()


async def published(redis: Redis, count: int) -> set[str]:
    """Wait until so many mails are published; a kill may publish one twice under its one id."""
    last, found = "0", set[str]()
    async with asyncio.timeout(60):
        while len(found) < count:
            for _, entries in await redis.xread({"evt.notifications": last}, block=1000):
                last = entries[-1][0]
                told = [unpack(fields[b"__data__"]) for _, fields in entries]
                found |= {each.subject for each in told if ".mail.received." in each.type}
    return found


async def test_a_process_that_is_killed_while_it_collects_loses_and_doubles_nothing(
    desk: CertifiedDesk, servers: Stack, redis: Redis, tmp_path: Path
):
    for number in range(MAILS):
        desk.boxes.deliver(BODY, letter(message_id=f"<{number}@d.example>"), NIGHT)
    for stop in (1, 20, 40):
        async with running(desk, servers, tmp_path) as process:
            await published(redis, stop)
            process.kill()
    async with running(desk, servers, tmp_path):
        found = await published(redis, MAILS)
    rows = await desk.collect()
    assert found == {str(row.id) for row in rows}
    assert {row.message_id for row in rows} == {f"<{n}@d.example>" for n in range(MAILS)}
    assert len(rows) == MAILS == len(desk.boxes.folder(BODY, "Archivio").messages())
