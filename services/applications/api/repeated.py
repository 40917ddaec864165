"""What the doors of an official's act share: the same request again has the same answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import Cause, Database
from kit.inbox import Message, Stored

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Once:
    """A request under its key, by somebody; without a key nothing tells it from another one."""

    request: Request
    key: str | None
    actor: str

    async def answered(
        self, kind: type[Answer], verb: Callable[[AsyncSession], Awaitable[Answer]]
    ) -> Answer:
        """Do it once, and answer what was answered then.

        Refuses `command-reused` (422) for another body under the same key and path.
        """

        async def written(session: AsyncSession) -> dict[str, Any]:
            return (await verb(session)).model_dump(mode="json")

        return kind.model_validate(await self._kept(written))

    async def done(self, verb: Callable[[AsyncSession], Awaitable[object]]) -> None:
        """Do once what has no answer; refuses as `answered` does."""

        async def written(session: AsyncSession) -> dict[str, Any]:
            await verb(session)
            return {}

        await self._kept(written)

    async def _kept(
        self, verb: Callable[[AsyncSession], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        database: Database = self.request.app.state.database
        cause = Cause(actor=self.actor, causation=self.key or "")
        message = await self._message()
        async with database.transaction(cause) as session:
            stored = await message.take(session) if message else None
            if stored:
                return _result(stored)
            result = await verb(session)
            if message:
                await message.answer(session, result)
            return result

    async def _message(self) -> Message | None:
        if self.key is None:
            return None
        return Message(f"http:{self.request.url.path}", self.key, await self.request.body())


def _result(stored: Stored) -> dict[str, Any]:
    return stored.result or {}
