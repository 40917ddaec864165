"""The loop that sends letters: it waits for the bell, takes what is due, and carries it."""

import asyncio
from collections import deque
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock, logs
from kit.database import Cause, Database
from kit.wake import Bell
from services.notifications.models import Letter
from services.notifications.queries.owners import Owners
from services.notifications.queries.suppressions import suppressed
from services.notifications.streams.carrier import Carrier, Round
from services.notifications.streams.post import Post
from services.notifications.usecases.sending import BATCH, recover, take_due

LANES = 4
SWEEP_SECONDS = 0.5
GATHER_SECONDS = 0.1
LETTERS_A_LANE = 5

CAUSE = Cause("notifications")
_LOCK = text("select pg_try_advisory_lock(hashtext('capofila-letters'))")
_ANY_DUE = text(
    "select exists (select from letter where state in ('queued', 'retry') "
    "and next_attempt_at <= :at)"
)


class Sender:
    """Sends the letters that are due, up to 50 a round, over at most four connections."""

    def __init__(self, database: Database, owners: Owners, post: Post, due: Bell) -> None:
        self._database = database
        self._owners = owners
        self._due = due
        self._domain = post.domain
        self._carriers = [Carrier(database, post) for _ in range(LANES)]
        self._stopping = False
        self._log = logs.logger("notifications")

    async def run(self) -> None:
        """Send until cancelled; of several replicas only the one that holds the lock works."""
        while True:
            try:
                await self._lead()
            except* (SQLAlchemyError, OSError) as errors:
                self._log.warning("sender-interrupted", error=type(errors.exceptions[0]).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def recover(self) -> None:
        """Decide on the letters that a dead process left in the air."""
        async with self._database.transaction(CAUSE) as session:
            await recover(session)

    async def send_due(self) -> int:
        """Send one round of letters; return how many were taken."""
        async with self._database.transaction(CAUSE) as session:
            letters = await take_due(session, self._domain)
            avoided = await suppressed(session) if letters else frozenset()
        if letters:
            round_ = Round(await self._owners.material(letters), avoided)
            await self._carry_all(letters, round_)
        return len(letters)

    async def close(self) -> None:
        """Take leave of the mail servers."""
        for carrier in self._carriers:
            await carrier.close()

    async def _lead(self) -> None:
        async with self._database.engine.connect() as connection:
            if not await self._take_over(connection):
                return
            await self.recover()
            while True:
                while await self._any_due(connection) and await self._round() == BATCH:
                    pass
                if await self._due.heard(within=SWEEP_SECONDS):
                    await asyncio.sleep(GATHER_SECONDS)

    async def _take_over(self, connection: AsyncConnection) -> bool:
        async with connection.begin():
            return bool((await connection.execute(_LOCK)).scalar_one())

    async def _any_due(self, connection: AsyncConnection) -> bool:
        """Look over the connection that holds the lock: if it is lost, so is the lead."""
        async with connection.begin():
            return bool((await connection.execute(_ANY_DUE, {"at": clock.now()})).scalar_one())

    async def _round(self) -> int:
        """Let the letters in hand arrive and be written down before an orderly stop."""
        sending = asyncio.create_task(self.send_due())
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            self._stopping = True
            await asyncio.wait({sending})
            raise

    async def _carry_all(self, letters: Sequence[Letter], round_: Round) -> None:
        """Few letters go over few lanes: the commit that hands one over settles the one before."""
        waiting = deque(letters)
        lanes = -(-len(letters) // LETTERS_A_LANE)
        async with asyncio.TaskGroup() as group:
            for carrier in self._carriers[:lanes]:
                group.create_task(self._carry(carrier, waiting, round_))

    async def _carry(self, carrier: Carrier, waiting: deque[Letter], round_: Round) -> None:
        while waiting and not self._stopping:
            await carrier.carry(waiting.popleft(), round_)
        await carrier.settle()
