"""Sheets of applications, row by row."""

from alembic import op

revision = "a0005"
down_revision = "a0004"

STATEMENTS: tuple[str, ...] = (
    """
    create table bulk_load (
        id uuid primary key,
        call_id text not null,
        line text not null,
        file_name text not null,
        content_hash text not null,
        operator text not null check (operator <> ''),
        channel text not null,
        arrived_at timestamptz not null,
        loaded_at timestamptz not null,
        confirmed_at timestamptz,
        columns jsonb not null,
        unknown_columns jsonb not null,
        missing_columns jsonb not null,
        foreign key (call_id, line) references call_line
    )
    """,
    "create index bulk_load_by_age on bulk_load (loaded_at)",
    """
    create table bulk_row (
        load_id uuid not null references bulk_load,
        row integer not null check (row > 1),
        name text not null,
        form jsonb,
        errors jsonb not null,
        warnings jsonb not null,
        application_id uuid references application,
        protocol text not null default '',
        primary key (load_id, row),
        constraint filed_with_a_number check ((application_id is null) = (protocol = ''))
    )
    """,
    "create unique index one_row_of_an_application on bulk_row (application_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
