"""What providers ask has its effect once under its key, and always the same answer."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.messages import Event
from kit.refusal import Refusal
from kit.replies import kept, kept_refusal

Fact = TypeVar("Fact", bound=Event)

_TURN = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
_ANSWERED = text("select fingerprint, outcome from operation where key = :key").columns(
    outcome=JSONB
)
_ANSWER = text(
    "insert into operation (key, fingerprint, outcome, at) "
    "values (:key, :fingerprint, :outcome, :at)"
).bindparams(bindparam("outcome", type_=JSONB))


@dataclass(frozen=True)
class Operation:
    """One request of a provider: its key, and what tells it from another under the same key."""

    key: str
    asked: str

    @property
    def fingerprint(self) -> bytes:
        """What another request under the same key would not have."""
        return hashlib.sha256(self.asked.encode()).digest()


async def once(
    session: AsyncSession,
    operation: Operation,
    fact: type[Fact],
    decide: Callable[[datetime], Awaitable[Fact]],
) -> Fact | Refusal:
    """Return the answer kept under the key, or decide, and keep the answer.

    What is refused is an answer too, and is returned. A request that is refused has written nothing
    by then. Raises `command-reused` (422) for a key used with another request.
    """
    await session.execute(_TURN, {"key": operation.key})
    if stored := (await session.execute(_ANSWERED, {"key": operation.key})).one_or_none():
        return _as_before(stored, operation, fact)
    now = clock.now()
    try:
        answer: Fact | Refusal = await decide(now)
    except Refusal as refusal:
        answer = refusal
    outcome = kept_refusal(answer) if isinstance(answer, Refusal) else kept(answer)
    values = {"fingerprint": operation.fingerprint, "outcome": outcome, "at": now}
    await session.execute(_ANSWER, {"key": operation.key, **values})
    return answer


def _as_before(stored: Row[Any], operation: Operation, fact: type[Fact]) -> Fact | Refusal:
    if stored.fingerprint != operation.fingerprint:
        raise Refusal("command-reused", "Lo stesso identificativo è già stato usato.", 422)
    if refused := stored.outcome.get("refused"):
        return Refusal(refused["slug"], refused["sentence"], refused["status"])
    return fact.model_validate(stored.outcome["fact"])
