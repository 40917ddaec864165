"""Event log, queue, positions, relay state, inbox and dead letters."""

from alembic import op

from kit.tables import REFUSE_CHANGE, append_only

revision = "k0001"
down_revision = None

STATEMENTS = (
    """
    create table event_log (
        id uuid primary key,
        subject text not null,
        sequence integer not null,
        type text not null,
        at timestamptz not null,
        actor text not null check (actor <> ''),
        why text not null,
        correlation text not null,
        causation text not null,
        traceparent text not null,
        alliance text not null,
        data jsonb not null,
        constraint one_order_per_subject unique (subject, sequence)
    )
    """,
    "create index event_log_at on event_log (at)",
    """
    create table event_queue (
        ticket bigint generated always as identity primary key,
        event_id uuid not null
    )
    """,
    """
    create table event_position (
        position bigint primary key,
        event_id uuid not null unique references event_log,
        hash bytea not null,
        entry_ms bigint,
        entry_seq bigint
    )
    """,
    "create index event_position_unpublished on event_position (position) where entry_ms is null",
    "create index event_position_entry on event_position (entry_ms, entry_seq)",
    "create table relay_state (name text primary key, epoch text not null)",
    """
    create table inbox (
        reader text not null,
        message_id text not null,
        fingerprint bytea not null,
        result jsonb,
        at timestamptz not null,
        primary key (reader, message_id)
    )
    """,
    "create index inbox_at on inbox (at)",
    """
    create table dead_letter (
        id uuid primary key,
        stream text not null,
        entry_id text not null,
        reader text not null,
        message_id text not null,
        reason text not null,
        body bytea not null,
        deliveries integer not null,
        at timestamptz not null,
        replayed_at timestamptz,
        constraint one_dead_letter_per_entry unique (stream, entry_id, reader)
    )
    """,
    str(REFUSE_CHANGE),
    *append_only("event_log"),
    """
    create function queue_event() returns trigger language plpgsql as $$
    begin
        insert into event_queue (event_id) values (new.id);
        return null;
    end $$
    """,
    """
    create trigger event_log_is_queued after insert on event_log
        for each row execute function queue_event()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
