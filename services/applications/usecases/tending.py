"""What is done with uploaded files and sheets by itself, while the process lives."""

import asyncio
import time
from contextlib import suppress
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from kit.database import Cause, Database
from services.applications.usecases.attachments import drop_orphans, settle_quarantined
from services.applications.usecases.loads import drop_old_loads
from services.applications.usecases.store import Store

CAUSE = Cause(actor="attachments")
FIRST = UUID(int=0)
LOOK_EVERY_SECONDS = 60.0
DAY_SECONDS = 24 * 3600.0


async def tend_attachments(database: Database, store: Store, scanner: str) -> None:
    """Ask the scanner again about what waits, and drop what nobody filed; it never ends."""
    while True:
        with suppress(DBAPIError, OSError):
            await tend_once(database, store, scanner)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def tend_once(database: Database, store: Store, scanner: str) -> None:
    """Look once at every file that waits and every file that is due to go."""
    after: UUID | None = FIRST if scanner else None
    while after is not None:
        async with database.transaction(CAUSE) as session:
            after = await settle_quarantined(session, store, scanner, after)
    dropped = 1
    while dropped:
        async with database.transaction(CAUSE) as session:
            dropped = await drop_orphans(session, store)
    async with database.transaction(CAUSE) as session:
        await drop_old_loads(session)
    store.sweep(time.time() - DAY_SECONDS)
