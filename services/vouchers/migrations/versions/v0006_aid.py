"""The form of support of each application, and what the registries answered about its aid."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0006"
down_revision = "vouchers0005"

STATEMENTS = (
    "alter table reservation add column support_form text not null default ''",
    """
    create table aid_check (
        id uuid primary key,
        application_id uuid not null references reservation,
        at timestamptz not null,
        amount_cents bigint not null,
        counted_cents bigint not null,
        ceiling_cents bigint not null,
        basis text not null,
        aids jsonb not null,
        certificate text not null
    )
    """,
    "create index aid_check_application on aid_check (application_id, at)",
    *append_only("aid_check"),
    """
    create table aid (
        application_id uuid primary key references reservation,
        undertaking text not null,
        amount_cents bigint not null,
        state text not null,
        cor text,
        registered_at timestamptz,
        confirm_by_on date,
        act text,
        act_on date,
        confirmed_at timestamptz,
        constraint aid_not_negative check (amount_cents >= 0),
        constraint aid_state check (state in ('not_due', 'registered', 'confirmed')),
        constraint registered_aid_has_a_code check ((state = 'not_due') = (cor is null)),
        constraint confirmed_aid_has_an_act check ((state = 'confirmed') = (act is not null)),
        constraint one_aid_per_code unique (cor)
    )
    """,
    "create index aid_undertaking on aid (undertaking)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
