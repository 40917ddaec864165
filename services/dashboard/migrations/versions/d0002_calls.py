"""Facts of calls, and applications that are revised, withdrawn or stopped with their call."""

from alembic import op

revision = "d0002"
down_revision = "d0001"

ENDS = "('', 'awarded', 'refused', 'not_funded', 'withdrawn', 'call_revoked')"
STATEMENTS = (
    """
    create table call_fact (
        event_id text primary key,
        mark bigint generated always as identity unique,
        call_id text not null,
        kind text not null,
        at timestamptz not null,
        data jsonb not null
    )
    """,
    "create index call_fact_call on call_fact (call_id, at)",
    "alter table application_row drop constraint application_row_final_check",
    f"""
    alter table application_row
        add constraint application_row_final_check check (final in {ENDS}),
        add column stopped text not null default ''
            check (stopped in ('', 'withdrawn', 'call_revoked')),
        add column revision integer not null default 0,
        add column budget_at timestamptz,
        add column reserved_cents bigint not null default 0 check (reserved_cents >= 0)
    """,
    "update application_row set reserved_cents = requested_cents where budget = 'reserved'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
