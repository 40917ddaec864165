"""Live pages: one look a second for the whole process, told to every open stream."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from uuid import UUID

from kit.database import Database
from kit.refusal import Refusal
from services.dashboard.queries.changes import Marks, changed_since, latest_marks

LOOK_SECONDS = 1.0
REST_SECONDS = 15.0
STREAMS_EACH = 6
CHANGED = b"event: changed\ndata:\n\n"
ALIVE = b": ancora qui\n\n"
Changes = frozenset[str]


class Live:
    """Knows which applications and calls changed and who wants to hear of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queues: set[asyncio.Queue[Changes]] = set()
        self._streams: Counter[UUID] = Counter()

    async def run(self) -> None:
        """Look for new facts until cancelled.

        Marks are given before commits: a look also takes in what the look before it found, so
        that a slow transaction with an older mark is still told.
        """
        seen = known = await self._latest()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            async with self._database.reading() as session:
                newest, changes = await changed_since(session, seen)
            seen, known = known, newest
            self.tell(changes)

    def tell(self, changes: Changes) -> None:
        """Hand changes to every open stream."""
        for queue in self._queues if changes else ():
            queue.put_nowait(changes)

    def check_room(self, staff_id: UUID) -> None:
        """Refuse `too-many-streams` (429) to a person who has many open already."""
        if self._streams[staff_id] >= STREAMS_EACH:
            raise Refusal("too-many-streams", "Troppe pagine aperte in diretta.", 429)

    @contextmanager
    def listening(self, staff_id: UUID) -> Iterator[asyncio.Queue[Changes]]:
        """Open one stream of a person until the block ends."""
        queue: asyncio.Queue[Changes] = asyncio.Queue()
        self._queues.add(queue)
        self._streams[staff_id] += 1
        try:
            yield queue
        finally:
            self._queues.discard(queue)
            self._streams[staff_id] -= 1

    async def _latest(self) -> Marks:
        async with self._database.reading() as session:
            return await latest_marks(session)


async def follow(queue: asyncio.Queue[Changes], wanted: str) -> AsyncIterator[bytes]:
    """Say `changed` when what is wanted did, and that the stream lives when nothing does.

    Nothing wanted in particular is everything.

    The first word is `changed`: nobody knows what a page missed before its stream was open.
    """
    yield CHANGED
    while True:
        try:
            async with asyncio.timeout(REST_SECONDS):
                changes = await queue.get()
        except TimeoutError:
            yield ALIVE
            continue
        if not wanted or wanted in changes:
            yield CHANGED
