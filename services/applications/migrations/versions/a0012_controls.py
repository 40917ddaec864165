"""Controls of awards, whose notice is registered as a document that leaves."""

from alembic import op

from kit.tables import append_only

revision = "a0012"
down_revision = "a0011"

STATEMENTS: tuple[str, ...] = (
    """
    create table control (
        id uuid primary key,
        application_id uuid not null references application,
        findings jsonb not null check (jsonb_array_length(findings) > 0),
        answer_days integer not null check (answer_days between 10 and 30),
        official text not null,
        body text not null,
        year integer not null,
        number integer not null,
        at timestamptz not null,
        unique (body, year, number)
    )
    """,
    "create index control_of_an_application on control (application_id, at)",
    *append_only("control"),
    """
    alter table register_entry drop constraint known_entry,
        add constraint known_entry check (kind in ('application', 'amendment', 'supplement',
            'withdrawal', 'integration', 'observations', 'integration_request', 'refusal_notice',
            'acceptance', 'control_notice'))
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
