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
from kit.courtesy import Courtesy
from kit.database import Cause, Database
from kit.dead_letters import bury
from kit.doors import Doors
from kit.envelope import FIELD, Envelope, Malformed, unpack
from kit.handling import Handler
from kit.ids import new_id
from kit.refusal import Refusal
from kit.replies import EXPIRES_SECONDS, HANDLER_FAILED, kept_refusal, reply
from kit.tables import DeadLetter
from kit.weather import is_weather

MAX_DELIVERIES = 5
COMMANDS = 20
FACTS = 64
BLOCK_MS = 1000


@dataclass(frozen=True)
class Entry:
    """One delivery of one stream entry."""

    stream: str
    id: bytes
    body: bytes


class Consumer:
    """Reads the streams of one service's doors."""

    def __init__(
        self, doors: Doors, database: Database, redis: Redis, courtesy: Courtesy | None = None
    ) -> None:
        self._courtesy = courtesy or Courtesy()
        self._doors = doors
        self._group = doors.service
        self._database = database
        self._redis = redis
        self._handler = Handler(doors, database)
        self._log = logs.logger(doors.service)

    def subscribe(self, broker: RedisBroker, claim_after_ms: int) -> None:
        """Put a reader and a claimer on each stream; the groups must be there already.

        Commands are read one by one, because somebody waits for each; facts many at a time.
        """
        name = f"{socket.gethostname()}-{os.getpid()}"
        for stream, group in self._doors.reads():
            many = stream.startswith("evt.")
            reader = StreamSub(
                stream, group=group, consumer=name, polling_interval=BLOCK_MS,
                max_records=FACTS if many else COMMANDS, batch=many,
            )  # fmt: skip
            claimer = StreamSub(
                stream, group=group, consumer=f"{name}:claim", min_idle_time=claim_after_ms,
                polling_interval=BLOCK_MS,
            )  # fmt: skip
            for subscription in (reader, claimer):
                broker.subscriber(
                    stream=subscription,
                    ack_policy=AckPolicy.MANUAL,
                    parser=_unparsed,
                    decoder=_undecoded,
                )(self._take_many if many else self._take_each)

    async def _take_each(self, message: RedisStreamMessage) -> None:
        for entry in _entries(message):
            await self._courtesy.give_way()
            if envelope := await self._opened(entry):
                await self._handle(entry, envelope)

    async def _take_many(self, message: RedisStreamMessage) -> None:
        """Handle facts together; when one of them fails, each by itself."""
        await self._courtesy.give_way()
        pairs = [(entry, await self._opened(entry)) for entry in _entries(message)]
        known = [(entry, envelope) for entry, envelope in pairs if envelope is not None]
        if not known:
            return
        try:
            await self._handler.events([envelope for _, envelope in known])
        except Exception:  # noqa: BLE001 - whichever it is, its own turn will tell
            for entry, envelope in known:
                await self._handle(entry, envelope)
        else:
            await self._acknowledge(*(entry for entry, _ in known))

    async def _opened(self, entry: Entry) -> Envelope | None:
        try:
            return unpack(entry.body)
        except Malformed as reason:
            await self._give_up(entry, "", str(reason))
            return None

    async def _handle(self, entry: Entry, envelope: Envelope) -> None:
        try:
            if entry.stream.startswith("cmd."):
                result = await self._handler.command(envelope)
                await self._answer(entry, envelope, result)
            else:
                await self._handler.event(envelope)
                await self._acknowledge(entry)
        except (Malformed, Refusal) as reason:
            await self._give_up(entry, envelope.id, str(reason))
        except Exception as error:  # noqa: BLE001 - whatever it is, the entry must not be lost
            await self._leave_or_bury(entry, envelope, error)

    async def _leave_or_bury(self, entry: Entry, envelope: Envelope, error: Exception) -> None:
        """Leave a failed entry to the claimer, or give it up at its last delivery.

        In bad weather no delivery is the last: an outage must not bury what is sound.
        """
        deliveries = await self._deliveries(entry)
        reason = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
        self._log.warning(
            "handler-failed", stream=entry.stream, type=envelope.type,
            message_id=envelope.id, error=type(error).__name__, attempt=deliveries,
        )  # fmt: skip
        if deliveries >= MAX_DELIVERIES and not is_weather(error):
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

    async def _acknowledge(self, *entries: Entry) -> None:
        await self._redis.xack(entries[0].stream, self._group, *(entry.id for entry in entries))

    async def _deliveries(self, entry: Entry) -> int:
        pending = await self._redis.xpending_range(entry.stream, self._group, entry.id, entry.id, 1)
        return int(pending[0]["times_delivered"]) if pending else 1

    async def _give_up(self, entry: Entry, message_id: str, reason: str) -> None:
        await self._bury(entry, message_id, reason, 1)
        await self._acknowledge(entry)

    async def _bury(self, entry: Entry, message_id: str, reason: str, deliveries: int) -> None:
        letter = DeadLetter(
            id=new_id(), stream=entry.stream, entry_id=entry.id.decode(), reader=self._group,
            message_id=message_id, reason=reason[:500], body=entry.body, deliveries=deliveries,
            at=clock.now(),
        )  # fmt: skip
        async with self._database.transaction(Cause(actor="stream")) as session:
            await bury(session, letter)
        self._log.warning("dead-letter", stream=entry.stream, reason=reason[:120])


def _entries(message: RedisStreamMessage) -> list[Entry]:
    """Reduce each entry to the bytes of its one field, so that no parser can stumble over it."""
    raw: Any = message.raw_message
    pairs = zip(raw["message_ids"], raw["entries"], strict=True)
    return [
        Entry(raw["channel"], id_, fields.get(FIELD.encode()) or repr(fields).encode())
        for id_, fields in pairs
    ]


async def _unparsed(raw: Any, original: Any) -> Any:
    many = isinstance(raw["data"], list)
    entries = raw["data"] if many else [raw["data"]]
    return await original(
        {**raw, "data": [] if many else {FIELD.encode(): b"0"}, "entries": entries}
    )


async def _undecoded(message: RedisStreamMessage) -> RedisStreamMessage:
    return message
