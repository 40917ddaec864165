"""What every door of an official's act shares: the same request again has the same answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import Cause
from kit.inbox import Message
from services.vouchers.api.door import database_of

Answer = TypeVar("Answer", bound=BaseModel)


class Done(BaseModel):
    """It is done."""

    done: bool = True


async def once(
    request: Request,
    key: str,
    actor: str,
    answer: type[Answer],
    verb: Callable[[AsyncSession], Awaitable[BaseModel | None]],
) -> Answer:
    """Do it once under its key and path; refuses `command-reused` (422) for another body."""
    message = Message(f"http:{request.url.path}", key, await request.body())
    async with database_of(request).transaction(Cause(actor=actor, causation=key)) as session:
        if stored := await message.take(session):
            return answer.model_validate(stored.result)
        done = await verb(session)
        given = answer.model_validate(done.model_dump() if done else {})
        await message.answer(session, given.model_dump(mode="json"))
        return given
