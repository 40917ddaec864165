"""Front desks: hours, operators, contacts without names, acts with operator and principal."""

from alembic import op

from kit.tables import append_only

revision = "n0006"
down_revision = "n0005"

STATEMENTS: tuple[str, ...] = (
    """
    create table desk (
        id uuid primary key,
        alliance text not null references alliance,
        partner text not null,
        name text not null,
        municipality text not null,
        address text not null,
        phone text not null,
        email text not null,
        hours jsonb not null,
        closed_on jsonb not null,
        opened_by text not null check (opened_by <> ''),
        opened_at timestamptz not null
    )
    """,
    "create index desk_by_alliance on desk (alliance, name)",
    """
    create table desk_operator (
        desk_id uuid not null references desk,
        operator text not null check (operator <> ''),
        from_on date not null,
        to_on date,
        posted_by text not null check (posted_by <> ''),
        primary key (desk_id, operator),
        constraint posting_ends_after_it_began check (to_on is null or to_on >= from_on)
    )
    """,
    """
    create table desk_contact (
        id uuid primary key,
        desk_id uuid not null,
        operator text not null,
        channel text not null,
        topic text not null,
        outcome text not null,
        at timestamptz not null,
        constraint contact_is_of_an_operator foreign key (desk_id, operator)
            references desk_operator (desk_id, operator)
    )
    """,
    "create index desk_contact_by_time on desk_contact (desk_id, at)",
    *append_only("desk_contact"),
    """
    create table desk_act (
        id uuid primary key,
        desk_id uuid not null,
        operator text not null,
        principal_key text not null check (principal_key <> ''),
        application_id uuid not null,
        delegation_id uuid not null,
        act text not null,
        at timestamptz not null,
        constraint act_is_of_an_operator foreign key (desk_id, operator)
            references desk_operator (desk_id, operator)
    )
    """,
    "create index desk_act_by_application on desk_act (application_id, at)",
    "create index desk_act_by_time on desk_act (desk_id, at)",
    *append_only("desk_act"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
