"""The event log of a service: its outbox, its audit trail and the source of every read model."""

from datetime import datetime
from typing import Any

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
