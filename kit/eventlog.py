"""The event log of a service: its outbox, its audit trail and the source of every read model."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.database import ANNOUNCED, CAUSE, Cause
from kit.ids import new_id
from kit.messages import Event

_APPEND = text(
    """
    insert into event_log (id, subject, sequence, type, at, actor, why,
                           correlation, causation, traceparent, alliance, data)
    select :id, :subject, coalesce(max(sequence), 0) + 1, :type, :at, :actor, :why,
           :correlation, :causation, :traceparent, :alliance, :data
    from event_log where subject = :subject
    """
).bindparams(bindparam("data", type_=JSONB))
_APPEND_ALL = text(
    """
    insert into event_log (id, subject, sequence, type, at, actor, why,
                           correlation, causation, traceparent, alliance, data)
    select f.id, f.subject, coalesce(l.last, 0) + 1, f.type, :at, :actor, '',
           :correlation, :causation, :traceparent, :alliance, cast(f.data as jsonb)
    from unnest(cast(:ids as uuid[]), cast(:subjects as text[]), cast(:types as text[]),
                cast(:data as text[])) with ordinality as f (id, subject, type, data, position),
    lateral (select max(sequence) as last from event_log e where e.subject = f.subject) l
    order by f.position
    """
)


async def announce(
    session: AsyncSession,
    fact: Event,
    *,
    alliance: str = "",
    why: str = "",
    at: datetime | None = None,
) -> None:
    """Append a fact to the log, in the transaction of the change that it tells.

    `why` is written in the log and never published: it may quote the reason of an official.
    The order of one subject is its `sequence`; two writers of one subject are told apart by a
    unique constraint, and the later one starts again.
    """
    cause: Cause = session.info[CAUSE]
    values: dict[str, Any] = {
        "id": new_id(),
        "subject": fact.subject,
        "type": fact.type(),
        "at": at or clock.now(),
        "actor": cause.actor,
        "why": why,
        "correlation": cause.correlation,
        "causation": cause.causation,
        "traceparent": cause.traceparent,
        "alliance": alliance or cause.alliance,
        "data": fact.model_dump(mode="json"),
    }
    await session.execute(_APPEND, values)
    session.info[ANNOUNCED] = True


async def announce_all(session: AsyncSession, facts: Sequence[Event], *, alliance: str) -> None:
    """Append facts of as many subjects, each of its own, in one statement."""
    if not facts:
        return
    cause: Cause = session.info[CAUSE]
    values: dict[str, Any] = {
        "ids": [new_id() for _ in facts],
        "subjects": [fact.subject for fact in facts],
        "types": [fact.type() for fact in facts],
        "data": [orjson.dumps(fact.model_dump(mode="json")).decode() for fact in facts],
        "at": clock.now(),
        "actor": cause.actor,
        "correlation": cause.correlation,
        "causation": cause.causation,
        "traceparent": cause.traceparent,
        "alliance": alliance or cause.alliance,
    }
    await session.execute(_APPEND_ALL, values)
    session.info[ANNOUNCED] = True
