"""How a service reads its streams so that nothing is lost and nothing happens twice.

A reader takes new entries, a claimer those that a dead process left behind, and both run the same
steps: one transaction with the inbox row, the effect and its facts, then one MULTI with the reply
and the acknowledgement. What was killed in between is delivered again and answered from the inbox.
"""

import os
import socket
from dataclasses import dataclass
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, RedisStreamMessage, StreamSub
from redis.asyncio import Redis

from kit import clock, logs
from kit.database import Cause, Database
from kit.dead_letters import bury
from kit.doors import Doors
from kit.envelope import FIELD, Envelope, Malformed, unpack
from kit.handling import Handler
from kit.ids import new_id
from kit.refusal import Refusal
from kit.replies import EXPIRES_SECONDS, HANDLER_FAILED, kept_refusal, reply
from kit.tables import DeadLetter

MAX_DELIVERIES = 5
RECORDS = 20
BLOCK_MS = 1000


@dataclass(frozen=True)
class Entry:
    """One delivery of one stream entry."""

    stream: str
    id: bytes
    body: bytes
    message: RedisStreamMessage


class Consumer:
    """Reads the streams of one service's doors."""

    def __init__(self, doors: Doors, database: Database, redis: Redis) -> None:
        self._doors = doors
        self._group = doors.service
        self._database = database
        self._redis = redis
        self._handler = Handler(doors, database)
        self._log = logs.logger(doors.service)

    def subscribe(self, broker: RedisBroker, claim_after_ms: int) -> None:
        """Put a reader and a claimer on each stream; the groups must be there already."""
        name = f"{socket.gethostname()}-{os.getpid()}"
        for stream, group in self._doors.reads():
            reader = StreamSub(
                stream, group=group, consumer=name, max_records=RECORDS, polling_interval=BLOCK_MS
            )
            claimer = StreamSub(
                stream, group=group, consumer=f"{name}:claim", min_idle_time=claim_after_ms,
                polling_interval=BLOCK_MS,
            )  # fmt: skip
            for subscription in (reader, claimer):
                broker.subscriber(
                    stream=subscription,
                    ack_policy=AckPolicy.MANUAL,
                    parser=_as_bytes,
                    decoder=_undecoded,
                )(self._take)

    async def _take(self, message: RedisStreamMessage) -> None:
        entry = Entry(
            message.raw_message["channel"], message.raw_message["message_ids"][0],
            message.body, message,
        )  # fmt: skip
        try:
            envelope = unpack(entry.body)
            await self._handle(entry, envelope)
        except Malformed as reason:
            await self._bury(entry, "", str(reason), 1)
            await self._acknowledge(entry)

    async def _handle(self, entry: Entry, envelope: Envelope) -> None:
        try:
            if entry.stream.startswith("cmd."):
                result = await self._handler.command(envelope)
                await self._answer(entry, envelope, result)
            else:
                await self._handler.event(envelope)
                await self._acknowledge(entry)
        except Malformed:
            raise
        except Refusal as refusal:
            await self._bury(entry, envelope.id, str(refusal), 1)
            await self._acknowledge(entry)
        except Exception as error:  # noqa: BLE001 - whatever it is, the entry must not be lost
            await self._leave_or_bury(entry, envelope, error)

    async def _leave_or_bury(self, entry: Entry, envelope: Envelope, error: Exception) -> None:
        """Leave a failed entry to the claimer, or give it up at its last delivery."""
        deliveries = await entry.message.get_delivery_count()
        reason = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
        self._log.warning(
            "handler-failed", stream=entry.stream, type=envelope.type,
            message_id=envelope.id, error=type(error).__name__, attempt=deliveries,
        )  # fmt: skip
        if deliveries >= MAX_DELIVERIES:
            failure = Refusal(HANDLER_FAILED, "Il servizio non riesce a eseguire il comando.", 500)
            await self._bury(entry, envelope.id, reason, deliveries)
            await self._answer(entry, envelope, kept_refusal(failure))

    async def _answer(self, entry: Entry, envelope: Envelope, result: dict[str, Any]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            if envelope.replyto:
                answer = reply(self._doors.service, envelope.id, result)
                pipe.xadd(envelope.replyto, {FIELD: answer})
                pipe.expire(envelope.replyto, EXPIRES_SECONDS)
            pipe.xack(entry.stream, self._group, entry.id)
            await pipe.execute()

    async def _acknowledge(self, entry: Entry) -> None:
        await self._redis.xack(entry.stream, self._group, entry.id)

    async def _bury(self, entry: Entry, message_id: str, reason: str, deliveries: int) -> None:
        letter = DeadLetter(
            id=new_id(), stream=entry.stream, entry_id=entry.id.decode(), reader=self._group,
            message_id=message_id, reason=reason[:500], body=entry.body, deliveries=deliveries,
            at=clock.now(),
        )  # fmt: skip
        async with self._database.transaction(Cause(actor="stream")) as session:
            await bury(session, letter)
        self._log.warning("dead-letter", stream=entry.stream, reason=reason[:120])


async def _as_bytes(raw: Any, original: Any) -> Any:
    """Reduce an entry to the bytes of its one field, so that no parser can stumble over it."""
    fields: dict[bytes, bytes] = raw["data"]
    body = fields.get(FIELD.encode()) or repr(fields).encode()
    return await original({**raw, "data": {FIELD.encode(): body}})


async def _undecoded(message: RedisStreamMessage) -> RedisStreamMessage:
    return message
