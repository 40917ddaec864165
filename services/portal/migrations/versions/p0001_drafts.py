"""Drafts of applications, and the digests of the secrets that open them."""

from alembic import op

revision = "p0001"
down_revision = None

STATEMENTS = (
    """
    create table draft (
        id uuid primary key,
        call_id text not null,
        call_version integer not null check (call_version >= 1),
        line text not null,
        amends uuid,
        arrival jsonb,
        data jsonb not null,
        marks jsonb not null,
        step text not null,
        email text not null,
        revision integer not null,
        created_at timestamptz not null,
        saved_at timestamptz not null,
        announced boolean not null,
        reminded_at timestamptz,
        sending bytea,
        sent_at timestamptz,
        receipt jsonb,
        constraint a_sent_draft_has_its_receipt check ((sent_at is null) = (receipt is null))
    )
    """,
    "create index draft_left_alone on draft (saved_at) where not announced and sent_at is null",
    """
    create table draft_key (
        digest bytea primary key check (length(digest) = 32),
        draft_id uuid not null references draft on delete cascade,
        kind text not null check (kind in ('browser', 'code', 'entry')),
        made_at timestamptz not null,
        ends_at timestamptz
    )
    """,
    "create index draft_key_of_a_draft on draft_key (draft_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
