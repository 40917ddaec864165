"""Letters: one row for each letter of an application, without its words and its reader."""

from alembic import op

revision = "notifications0001"
down_revision = None

STATEMENTS = (
    """
    create table letter (
        id uuid primary key,
        application_id uuid not null,
        name text not null constraint a_letter_has_a_name check (name <> ''),
        state text not null constraint a_known_state check (
            state in ('queued', 'sending', 'retry', 'accepted', 'failed', 'unknown')
        ),
        attempts integer not null constraint attempts_are_counted check (attempts >= 0),
        correlation text not null,
        message_id text not null,
        body_sha256 bytea,
        reason text not null,
        queued_at timestamptz not null,
        next_attempt_at timestamptz not null,
        handed_over_at timestamptz,
        settled_at timestamptz,
        constraint one_letter_of_a_kind_per_application unique (application_id, name),
        constraint what_left_was_handed_over check (
            state not in ('accepted', 'unknown')
            or (handed_over_at is not null and body_sha256 is not null)
        ),
        constraint what_is_over_has_its_instant check (
            (settled_at is not null) = (state in ('accepted', 'failed', 'unknown'))
        ),
        constraint a_failure_has_its_reason check (state <> 'failed' or reason <> '')
    )
    """,
    "create index letter_due on letter (next_attempt_at) where state in ('queued', 'retry')",
    "create index letter_in_the_air on letter (id) where state = 'sending'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
