"""The activity behind every `call(Command)`: write the command to its owner, await the reply.

Measured against five other ways of driving a service from a workflow, this one needs the fewest
history events; `docs/decisions/0002-ask-over-streams.md` tells the figures.
"""

import asyncio
import os
import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError
from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from kit import logs
from kit.envelope import FIELD, Malformed, pack, unpack
from kit.replies import EXPIRES_SECONDS, HANDLER_FAILED

RESEND_SECONDS = 2.0
AFTER_A_FAILURE = timedelta(minutes=10)
BLOCK_MS = 1000
TIDY_SECONDS = 1.0


class Asker:
    """Asks for all workflows of one worker, with one reader of its private reply stream."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._stream = f"replies.{socket.gethostname()}-{os.getpid()}"
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tidy_at = 0.0
        self._log = logs.logger("workflows")

    @activity.defn(dynamic=True)
    async def ask(self, arguments: Sequence[RawValue]) -> RawValue:
        """Send the command that names this activity; return the fact that answers it.

        The command's id is the workflow's id and the step's, so that any repetition of it, on
        whatever worker, is answered alike. A refused reply is an ApplicationError whose type is
        the slug, which is never retried.
        """
        info = activity.info()
        command_id = f"{info.workflow_id}:{info.activity_id}"
        envelope = self._envelope(command_id, info, arguments[0].payload.data)
        stream = f"cmd.{info.activity_type.partition('.')[0]}"
        result = await (self._once if info.is_local else self._until_answered)(
            command_id, stream, envelope
        )
        if refused := result.get("refused"):
            raise _error(refused["slug"], refused["sentence"])
        data = orjson.dumps(result["fact"])
        return RawValue(Payload(metadata={"encoding": b"json/plain"}, data=data))

    def _envelope(self, command_id: str, info: activity.Info, data: bytes) -> bytes:
        attributes = {
            "id": command_id,
            "source": "/capofila/workflows",
            "type": info.activity_type,
            "subject": (info.workflow_id or "").rpartition("/")[2],
            "correlationid": info.workflow_id,
            "replyto": self._stream,
        }
        return pack(attributes, data)

    async def _once(self, command_id: str, stream: str, envelope: bytes) -> dict[str, Any]:
        answer = self._expect(command_id)
        try:
            await self._redis.xadd(stream, {FIELD: envelope})
            return await answer
        finally:
            self._forget(command_id, answer)

    async def _until_answered(
        self, command_id: str, stream: str, envelope: bytes
    ) -> dict[str, Any]:
        """Send again every two seconds: a wiped Redis costs one pause, not the whole patience."""
        answer = self._expect(command_id)
        try:
            while True:
                activity.heartbeat()
                await self._send(stream, envelope)
                done, _ = await asyncio.wait({answer}, timeout=RESEND_SECONDS)
                if done:
                    return answer.result()
        finally:
            self._forget(command_id, answer)

    async def _send(self, stream: str, envelope: bytes) -> None:
        try:
            await self._redis.xadd(stream, {FIELD: envelope})
        except RedisError as error:
            self._log.warning("command-not-sent", stream=stream, error=type(error).__name__)

    def _expect(self, command_id: str) -> asyncio.Future[dict[str, Any]]:
        answer = asyncio.get_running_loop().create_future()
        self._waiting[command_id] = answer
        return answer

    def _forget(self, command_id: str, answer: asyncio.Future[dict[str, Any]]) -> None:
        if self._waiting.get(command_id) is answer:
            del self._waiting[command_id]

    async def read_replies(self) -> None:
        """Read the private stream until cancelled, and hand each reply to whoever waits for it."""
        last = b"0-0"
        while True:
            try:
                last = await self._read_after(last)
            except (RedisError, OSError) as error:
                self._log.warning("replies-interrupted", error=type(error).__name__)
                last = b"0-0"
                await asyncio.sleep(0.2)

    async def _read_after(self, last: bytes) -> bytes:
        read: Any = await self._redis.xread({self._stream: last}, block=BLOCK_MS, count=200)
        for _, entries in read:
            for _, fields in entries:
                self._resolve(fields.get(FIELD.encode(), b""))
            last = entries[-1][0]
        if time.monotonic() > self._tidy_at:
            self._tidy_at = time.monotonic() + TIDY_SECONDS
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.xtrim(self._stream, minid=last, approximate=False)
                pipe.expire(self._stream, EXPIRES_SECONDS)
                await pipe.execute()
        return last

    def _resolve(self, body: bytes) -> None:
        try:
            reply = unpack(body)
        except Malformed:
            return
        answer = self._waiting.get(reply.causationid)
        if answer is not None and not answer.done():
            answer.set_result(reply.data)


def _error(slug: str, sentence: str) -> ApplicationError:
    """A refusal is final; a handler that fails is a bug, and the case awaits its mend."""
    if slug == HANDLER_FAILED:
        return ApplicationError(sentence, type=slug, next_retry_delay=AFTER_A_FAILURE)
    return ApplicationError(sentence, type=slug, non_retryable=True)
