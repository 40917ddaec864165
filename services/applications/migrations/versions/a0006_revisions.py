"""What applications declared, revision by revision, and which of them go no further."""

from alembic import op

from kit.tables import append_only

revision = "a0006"
down_revision = "a0005"

STATEMENTS: tuple[str, ...] = (
    """
    alter table application add column stopped text not null default ''
        constraint known_stop check (stopped in ('', 'withdrawn', 'call_revoked'))
    """,
    "alter table eligibility_check add column revision integer not null default 1",
    """
    create table declaration (
        application_id uuid not null references application,
        revision integer not null check (revision > 0),
        kind text not null constraint known_revision
            check (kind in ('application', 'amendment', 'supplement', 'migration')),
        call_id text not null,
        call_version integer not null,
        amount_cents bigint not null check (amount_cents >= 0),
        answers jsonb not null,
        content_hash text not null,
        body text,
        year integer,
        number integer,
        official text not null default '',
        act_number text not null default '',
        act_on date,
        reason text not null default '',
        at timestamptz not null,
        primary key (application_id, revision),
        constraint declared_under_a_version
            foreign key (call_id, call_version) references call_version,
        constraint declared_in_the_register
            foreign key (body, year, number) references register_entry,
        constraint one_declaration_per_entry unique (body, year, number),
        constraint what_came_in_is_registered check ((kind = 'migration') = (number is null)),
        constraint a_migration_is_an_act check ((kind = 'migration') =
            (official <> '' and act_number <> '' and act_on is not null and reason <> '')),
        constraint first_is_the_application check ((kind = 'application') = (revision = 1))
    )
    """,
    *append_only("declaration"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
