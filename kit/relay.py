"""The relay: the one writer of a service's event stream.

Redis may lose what it acknowledged. So the relay appends conditionally: a vanished epoch key or
a tail behind the one remembered means that the stream was wiped or cut, and what is missing is
published again. Readers know each event by its id.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError, ResponseError, WatchError
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import chain, clock, logs, relay_sql
from kit.database import Database
from kit.envelope import FIELD
from kit.ids import new_id
from kit.publication import cloud_event, entry_id

SWEEP_SECONDS = 1.0
# Facts that are committed together are published together: no step of a case waits for them.
GATHER_SECONDS = 0.005
BATCH = 200
REPLAY_WINDOW = timedelta(days=7)

Rows = Sequence[dict[str, Any]]


class StreamLost(Exception):
    """The stream lost what we remember of it; `kept` is its last entry, None if wiped."""

    def __init__(self, kept: tuple[int, int] | None) -> None:
        super().__init__(kept)
        self.kept = kept


class Relay:
    """Numbers, chains and publishes the facts of one service to `evt.<service>`."""

    def __init__(self, service: str, database: Database, redis: Redis, key: bytes) -> None:
        self._source = f"/capofila/{service}"
        self._stream = f"evt.{service}"
        self._epoch_key = f"epoch.{service}"
        self._database = database
        self._redis = redis
        self._key = key
        self._log = logs.logger(service)
        self._epoch = ""
        self._head = (0, chain.GENESIS)
        self._top = (0, 0)
        self._behind = True

    async def run(self) -> None:
        """Relay until cancelled; of several replicas only the one that holds the lock works."""
        while True:
            try:
                await self._lead()
            except (RedisError, SQLAlchemyError, OSError) as error:
                self._log.warning("relay-interrupted", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _lead(self) -> None:
        async with self._database.engine.connect() as connection:
            if not await self._take_over(connection):
                return
            while True:
                await self.sweep(connection)
                if not await self._database.committed.heard(within=SWEEP_SECONDS):
                    await self._publish(connection, ())
                await asyncio.sleep(GATHER_SECONDS)

    async def _take_over(self, connection: AsyncConnection) -> bool:
        async with connection.begin():
            if not (await connection.execute(relay_sql.LOCK)).scalar_one():
                return False
            head = (await connection.execute(relay_sql.HEAD)).one_or_none()
            top = (await connection.execute(relay_sql.TOP)).one_or_none()
            self._epoch = (await connection.execute(relay_sql.EPOCH)).scalar_one_or_none() or ""
        self._head = (head[0], head[1]) if head else (0, chain.GENESIS)
        self._top = (top[0], top[1]) if top else (0, 0)
        self._behind = True
        return True

    async def sweep(self, connection: AsyncConnection) -> None:
        """Publish what is unpublished, then number and publish what is queued, to the last."""
        while rows := await self._next(connection):
            await self._publish(connection, rows)
            if len(rows) < BATCH and not self._behind:
                return

    async def _next(self, connection: AsyncConnection) -> Rows:
        if self._behind:
            if rows := await self._unpublished(connection):
                return rows
            self._behind = False
        return await self._number(connection)

    async def _number(self, connection: AsyncConnection) -> Rows:
        async with connection.begin():
            queued = (await connection.execute(relay_sql.QUEUED, {"batch": BATCH})).mappings().all()
            if not queued:
                return []
            rows, head = self._chained(queued)
            tickets = [row["ticket"] for row in queued]
            columns = {name: [row[name] for row in rows] for name in ("position", "id", "hash")}
            await connection.execute(relay_sql.NUMBER, {"ticket": tickets, **columns})
        self._head = head
        return rows

    def _chained(self, queued: Sequence[RowMapping]) -> tuple[Rows, tuple[int, bytes]]:
        position, previous = self._head
        rows = []
        for row in queued:
            position += 1
            fact = {name: value for name, value in row.items() if name != "ticket"}
            previous = chain.link(self._key, previous, {**fact, "position": position})
            rows.append({**fact, "position": position, "hash": previous})
        return rows, (position, previous)

    async def _unpublished(self, connection: AsyncConnection) -> Rows:
        async with connection.begin():
            found = await connection.execute(relay_sql.UNPUBLISHED, {"batch": BATCH})
            return [dict(row) for row in found.mappings()]

    async def _publish(self, connection: AsyncConnection, rows: Rows) -> None:
        try:
            entries = await self._append(rows)
        except WatchError:
            self._behind = True
        except StreamLost as lost:
            await self._forget(connection, lost.kept)
            self._behind = True
        else:
            if entries:
                await self._mark(connection, rows, entries)

    async def _append(self, rows: Rows) -> list[tuple[int, int]]:
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.watch(self._stream, self._epoch_key)
            await self._refuse_if_lost(pipe)
            pipe.multi()  # type: ignore[no-untyped-call]
            for row in rows:
                pipe.xadd(self._stream, {FIELD: cloud_event(self._source, row)})
            return [entry_id(raw) for raw in await pipe.execute()]

    async def _refuse_if_lost(self, pipe: Pipeline) -> None:
        if await pipe.get(self._epoch_key) != self._epoch.encode():
            raise StreamLost(None)
        try:
            last = entry_id((await pipe.xinfo_stream(self._stream))["last-generated-id"])
        except ResponseError as error:
            if "no such key" not in str(error):
                raise
            last = (0, 0)
        if last < self._top:
            raise StreamLost(last)

    async def _mark(
        self, connection: AsyncConnection, rows: Rows, entries: list[tuple[int, int]]
    ) -> None:
        columns = {
            "position": [row["position"] for row in rows],
            "ms": [ms for ms, _ in entries],
            "seq": [seq for _, seq in entries],
        }
        async with connection.begin():
            # A mark that is lost costs one repeated publication, which readers absorb.
            await connection.execute(text("set local synchronous_commit to off"))
            await connection.execute(relay_sql.MARK, columns)
        self._top = entries[-1]

    async def _forget(self, connection: AsyncConnection, kept: tuple[int, int] | None) -> None:
        if self._epoch:
            self._log.warning("stream-lost", stream=self._stream)
        if kept is not None:
            async with connection.begin():
                await connection.execute(relay_sql.FORGET_AFTER, {"ms": kept[0], "seq": kept[1]})
            self._top = kept
            return
        self._epoch = new_id().hex
        async with connection.begin():
            since = clock.now() - REPLAY_WINDOW
            await connection.execute(relay_sql.FORGET_SINCE, {"since": since})
            await connection.execute(relay_sql.SET_EPOCH, {"epoch": self._epoch})
        self._top = (0, 0)
        await self._redis.set(self._epoch_key, self._epoch)
