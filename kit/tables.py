"""The tables that every service has in its own schema; `kit/migrations` creates them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)


class KitTable(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the chassis tables."""


class EventLog(KitTable, table=True):
    """Facts in the transaction that made them; append-only, guarded by a trigger and by grants."""

    __tablename__ = "event_log"

    id: UUID = Field(primary_key=True)
    subject: str
    sequence: int
    type: str
    at: datetime = Field(sa_type=INSTANT)
    actor: str
    why: str = ""
    correlation: str = ""
    causation: str = ""
    traceparent: str = ""
    alliance: str = ""
    data: dict[str, Any] = Field(sa_type=JSONB)


class EventQueue(KitTable, table=True):
    """Facts that have no position yet, in the order of their tickets; filled by a trigger."""

    __tablename__ = "event_queue"

    ticket: int = Field(
        sa_type=BigInteger, sa_column_args=[Identity(always=True)], primary_key=True
    )
    event_id: UUID


class EventPosition(KitTable, table=True):
    """What the relay adds to a fact: its position, its chain hash, its place in the stream."""

    __tablename__ = "event_position"

    position: int = Field(sa_type=BigInteger, primary_key=True)
    event_id: UUID = Field(unique=True)
    hash: bytes = Field(sa_type=LargeBinary)
    entry_ms: int | None = Field(default=None, sa_type=BigInteger)
    entry_seq: int | None = Field(default=None, sa_type=BigInteger)


class RelayState(KitTable, table=True):
    """The epoch of the stream that this log believes in: one row."""

    __tablename__ = "relay_state"

    name: str = Field(primary_key=True)
    epoch: str


class Inbox(KitTable, table=True):
    """Messages whose effect is done, with the answer that was given."""

    __tablename__ = "inbox"

    reader: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)


class DeadLetter(KitTable, table=True):
    """Stream entries that nobody could take, with their original bytes."""

    __tablename__ = "dead_letter"

    id: UUID = Field(primary_key=True)
    stream: str
    entry_id: str
    reader: str
    message_id: str = ""
    reason: str
    body: bytes = Field(sa_type=LargeBinary)
    deliveries: int
    at: datetime = Field(sa_type=INSTANT)
    replayed_at: datetime | None = Field(default=None, sa_type=INSTANT)


REFUSE_CHANGE = text(
    """
    create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception '% is append-only', tg_table_name
            using errcode = 'integrity_constraint_violation';
    end $$
    """
)


def append_only(table: str) -> list[str]:
    """Return the statements that let nobody, not even the owner, change or remove a row.

    The comment also tells `kit.schemas` to grant the service no more than select and insert.
    """
    return [
        f"comment on table {table} is 'append-only'",
        f"""create trigger {table}_keeps_rows before update or delete on {table}
            for each row execute function refuse_change()""",
        f"""create trigger {table}_keeps_all before truncate on {table}
            for each statement execute function refuse_change()""",
    ]
