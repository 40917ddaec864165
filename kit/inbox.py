"""The inbox: a message has its effect once, and always the same answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.refusal import Refusal

_TAKE = text(
    "insert into inbox (reader, message_id, fingerprint, result, at) "
    "values (:reader, :message_id, :fingerprint, :result, :at) "
    "on conflict do nothing returning message_id"
).bindparams(bindparam("result", type_=JSONB(none_as_null=True)))
_STORED = text(
    "select fingerprint, result from inbox where reader = :reader and message_id = :message_id"
).columns(result=JSONB)
_ANSWER = text(
    "update inbox set result = :result where reader = :reader and message_id = :message_id"
).bindparams(bindparam("result", type_=JSONB))


_TAKE_ALL = text(
    "insert into inbox (reader, message_id, fingerprint, at) "
    "select r, m, f, :at from unnest(cast(:readers as text[]), cast(:ids as text[]), "
    "cast(:fingerprints as bytea[])) as v (r, m, f) "
    "on conflict do nothing returning message_id"
)


@dataclass(frozen=True)
class Stored:
    """The answer that an earlier delivery was given; None when it had none."""

    result: dict[str, Any] | None


@dataclass(frozen=True)
class Message:
    """One message for one reader, with a digest of its body."""

    reader: str
    id: str
    body: bytes

    @property
    def fingerprint(self) -> bytes:
        """What another body under the same id would not have."""
        return hashlib.sha256(self.body).digest()

    @property
    def _key(self) -> dict[str, Any]:
        return {"reader": self.reader, "message_id": self.id}

    async def take(
        self, session: AsyncSession, result: dict[str, Any] | None = None
    ) -> Stored | None:
        """Take it for this transaction; return the stored answer when it was taken before.

        A concurrent delivery waits here until the first one commits. Refuses `command-reused`
        when the id was used with another body.
        """
        digest = self.fingerprint
        values = {**self._key, "fingerprint": digest, "result": result, "at": clock.now()}
        if (await session.execute(_TAKE, values)).one_or_none() is not None:
            return None
        stored = (await session.execute(_STORED, self._key)).one()
        if stored.fingerprint != digest:
            raise Refusal("command-reused", "Lo stesso identificativo è già stato usato.", 422)
        return Stored(stored.result)

    async def answer(self, session: AsyncSession, result: dict[str, Any]) -> None:
        """Keep the answer beside the effect, in its transaction."""
        await session.execute(_ANSWER, {**self._key, "result": result})


async def take_all(session: AsyncSession, messages: Sequence[Message]) -> set[str]:
    """Take many messages at once; return the ids of those that were not taken before."""
    values = {
        "readers": [message.reader for message in messages],
        "ids": [message.id for message in messages],
        "fingerprints": [message.fingerprint for message in messages],
        "at": clock.now(),
    }
    return set((await session.execute(_TAKE_ALL, values)).scalars())
