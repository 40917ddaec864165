"""One process: an HTTP door, a stream door, a relay, and what the service adds."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI
from faststream import FastStream
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import text

from kit import logs
from kit.consumer import Consumer
from kit.database import Database
from kit.doors import Doors
from kit.refusal import Refusal
from kit.relay import Relay
from kit.settings import ProcessSettings
from kit.streams import CloudEventFormat, ensure_groups, trim
from kit.web import offer_status

WATCH_SECONDS = 2.0
TRIM_SECONDS = 60.0
KEEP_MS = 7 * 24 * 3600 * 1000

Loop = Callable[[], Awaitable[None]]

_BACKLOG = text(
    "select (select count(*) from event_queue) as queued, "
    "(select count(*) from event_position where entry_ms is null) as unpublished, "
    "(select count(*) from dead_letter where replayed_at is null) as dead_letters"
)


class Streams(FastStream):
    """FastStream's own app; it is told to exit when a subscriber cannot go on."""

    stopped = False

    def exit(self) -> None:
        """Remember that the process must end."""
        self.stopped = True
        super().exit()


class Process:
    """Runs the doors of one service until it is told to stop, or until one of its loops fails.

    A loop that ends is an error of the process: it exits, and its supervisor starts it again with
    its groups made anew. That is the recovery from a wiped Redis.
    """

    def __init__(self, service: str, settings: ProcessSettings, app: FastAPI, doors: Doors) -> None:
        logs.configure(settings.log_level)
        self.service = service
        self.settings = settings
        self.app = app
        self.doors = doors
        self.database = Database(settings.database_url)
        self.redis = Redis.from_url(settings.redis_url, socket_timeout=10)
        self._log = logs.logger(service)
        key = settings.audit_key.get_secret_value().encode()
        self.relay = Relay(service, self.database, self.redis, key)
        app.state.settings = settings
        app.state.database = self.database
        offer_status(app, service, self._status)

    async def serve(self, loops: Sequence[Loop] = ()) -> int:
        """Open the doors; return the exit code."""
        broker = RedisBroker(
            self.settings.redis_url,
            message_format=CloudEventFormat,
            logger=None,  # type: ignore[arg-type]
            apply_types=False,
        )
        await ensure_groups(self.redis, self.doors.reads())
        courtesy = self.app.state.courtesy
        consumer = Consumer(self.doors, self.database, self.redis, courtesy)
        consumer.subscribe(broker, self.settings.claim_after_ms)
        streams = Streams(broker, logger=None)
        await streams.start()
        server = uvicorn.Server(self._uvicorn())
        tasks = [asyncio.create_task(_run(loop)) for loop in (*self._loops(streams), *loops)]
        for task in tasks:
            task.add_done_callback(lambda _: setattr(server, "should_exit", True))
        try:
            await server.serve()
            return self._exit_code(tasks)
        finally:
            await self._close(streams, tasks)

    def _loops(self, streams: Streams) -> Sequence[Loop]:
        return (self.relay.run, lambda: self._watch(streams), self._trim)

    def _uvicorn(self) -> uvicorn.Config:
        return uvicorn.Config(
            self.app, host=self.settings.http_host, port=self.settings.http_port,
            log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5,
        )  # fmt: skip

    def _exit_code(self, tasks: Sequence[asyncio.Task[None]]) -> int:
        failed = [task for task in tasks if task.done()]
        for task in failed:
            error = task.exception()
            self._log.error("loop-ended", error=type(error).__name__, reason=str(error)[:200])
        return 1 if failed else 0

    async def _close(self, streams: Streams, tasks: Sequence[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(Exception):
            await streams.stop()
        await self.redis.aclose()
        await self.database.close()

    async def _watch(self, streams: Streams) -> None:
        """End when a group that we read is gone, or FastStream has given a subscriber up."""
        while not streams.stopped:
            await asyncio.sleep(WATCH_SECONDS)
            for stream, group in self.doors.reads():
                if not await self._has_group(stream, group):
                    raise LookupError(f"group {group} of {stream} is gone")
        raise LookupError("a subscriber stopped")

    async def _has_group(self, stream: str, group: str) -> bool:
        try:
            groups = await self.redis.xinfo_groups(stream)
        except ResponseError:
            return False
        except (RedisError, OSError):
            return True
        return any(each["name"] == group.encode() for each in groups)

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            with suppress(RedisError, OSError):
                seconds, _ = await self.redis.time()
                await trim(self.redis, f"cmd.{self.service}", int(seconds) * 1000)
                await trim(self.redis, f"evt.{self.service}", int(seconds) * 1000 - KEEP_MS)

    async def _status(self) -> dict[str, Any]:
        try:
            await self.redis.ping()
            async with self.database.reading() as session:
                backlog = (await session.execute(_BACKLOG)).mappings().one()
        except (RedisError, OSError) as error:
            raise Refusal(
                "not-ready", f"Non raggiungibile: {type(error).__name__}.", 503
            ) from error
        return dict(backlog)


async def _run(loop: Loop) -> None:
    await loop()


def main(make: Callable[[], Coroutine[Any, Any, int]]) -> None:
    """Run a process on uvloop and leave with its exit code.

    The interpreter's own end is skipped: the Temporal SDK may abort there (sdk-python issue 300).
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        code = runner.run(make())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
