"""What the routes of network share: the session that reads, one transaction for each change."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel

from kit.database import Cause, Database, Session
from kit.inbox import Message
from kit.pseudonyms import pseudonym

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[!-~]+$")
]
Answer = TypeVar("Answer", bound=BaseModel)
Verb = Callable[[Any], Awaitable[Answer]]


async def reading_session(request: Request) -> AsyncIterator[Session]:
    """Open a session that only reads."""
    database: Database = request.app.state.database
    async with database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(reading_session)]


def keyed(request: Request, code: str) -> str:
    """Return the keyed hash of a VAT number or tax code, the same in every service."""
    return pseudonym(request.app.state.pseudonym_key, code)


async def done(request: Request, actor: str, verb: Verb[Answer]) -> Answer:
    """Do something in one transaction, in the name of somebody."""
    async with request.app.state.database.transaction(Cause(actor=actor)) as session:
        return await verb(session)


@dataclass(frozen=True)
class Repeatable(Generic[Answer]):
    """A request that may come again: its key, in whose name it is made, and what answers it."""

    key: str
    actor: str
    answer: type[Answer]


async def once(request: Request, asked: Repeatable[Answer], verb: Verb[Answer]) -> Answer:
    """Do something once under the key of the request; a repetition gets the same answer."""
    message = Message(f"http:{request.url.path}", asked.key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=asked.actor)) as session:
        if stored := await message.take(session):
            return asked.answer.model_validate(stored.result)
        answer = await verb(session)
        await message.answer(session, answer.model_dump(mode="json"))
        return answer
