"""Staff and sessions, the read model of applications, its counts, timeline and letters."""

from alembic import op

revision = "d0001"
down_revision = None

STATEMENTS = (
    """
    create table staff (
        id uuid primary key,
        email text not null constraint one_account_per_address unique,
        name text not null check (name <> ''),
        role text not null check (role in ('manager', 'reviewer', 'reader')),
        password_hash text not null check (password_hash like '$argon2id$%'),
        active boolean not null,
        created_at timestamptz not null,
        constraint address_in_lower_case check (email = lower(email))
    )
    """,
    """
    create table staff_session (
        digest bytea primary key check (length(digest) = 32),
        staff_id uuid not null references staff,
        started_at timestamptz not null,
        seen_at timestamptz not null,
        ended_at timestamptz
    )
    """,
    "create index staff_session_started on staff_session (started_at)",
    """
    create table application_row (
        id uuid primary key,
        state text not null default '',
        state_since_at timestamptz,
        due_on date not null default 'infinity',
        call_id text not null default '',
        call_version integer not null default 0,
        line text not null default '',
        support_form text not null default '',
        place integer not null default 0,
        register_year integer not null default 0,
        register_number integer not null default 0,
        registered_at timestamptz,
        late boolean not null default false,
        requested_cents bigint not null default 0 check (requested_cents >= 0),
        checked integer not null default 0,
        verdict text not null default '' check (verdict in ('', 'yes', 'no', 'to_complete')),
        requirements jsonb not null default '[]',
        admissible_cents bigint not null default 0 check (admissible_cents >= 0),
        instalments jsonb not null default '[]',
        review_due_on date,
        alarmed_at timestamptz,
        budget text not null default '' check (budget in ('', 'exhausted', 'reserved', 'released')),
        waitlisted boolean not null default false,
        decision text not null default '' check (decision in ('', 'granted', 'refused')),
        act text not null default '',
        award_id uuid,
        awarded_cents bigint not null default 0 check (awarded_cents >= 0),
        final text not null default '' check (final in ('', 'awarded', 'refused', 'not_funded')),
        voucher_id uuid,
        voucher_face_cents bigint not null default 0 check (voucher_face_cents >= 0),
        voucher_residual_cents bigint,
        voucher_valid_until_on date,
        voucher_expired boolean not null default false,
        constraint a_listed_row_is_registered check (
            (state = '') = (register_number = 0) and (state = '') = (registered_at is null)
        )
    )
    """,
    "create index application_row_recent on application_row (registered_at, id) where state <> ''",
    "create index application_row_state on application_row (state, registered_at, id)",
    """
    create index application_row_call on application_row (call_id, registered_at, id)
    where state <> ''
    """,
    """
    create index application_row_call_state
    on application_row (call_id, state, registered_at, id)
    """,
    "create index application_row_due on application_row (due_on, id) where state <> ''",
    "create index application_row_state_due on application_row (state, due_on, id)",
    """
    create index application_row_call_due on application_row (call_id, due_on, id)
    where state <> ''
    """,
    "create index application_row_number on application_row (register_number, register_year)",
    """
    create table state_count (
        call_id text not null,
        state text not null,
        applications bigint not null check (applications >= 0),
        primary key (call_id, state)
    )
    """,
    """
    create table timeline_fact (
        event_id text primary key,
        mark bigint generated always as identity unique,
        application_id uuid not null,
        kind text not null,
        at timestamptz not null,
        data jsonb not null
    )
    """,
    "create index timeline_fact_application on timeline_fact (application_id, at)",
    """
    create table letter_row (
        id uuid primary key,
        application_id uuid not null,
        letter text not null,
        state text not null check (state in ('queued', 'unresolved', 'failed', 'accepted')),
        at timestamptz not null
    )
    """,
    "create index letter_row_application on letter_row (application_id, at)",
    """
    create table decision_sent (
        application_id uuid primary key,
        staff_id uuid not null references staff,
        checked integer not null,
        at timestamptz not null
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
