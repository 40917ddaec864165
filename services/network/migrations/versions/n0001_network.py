"""Alliances, organisations, adhesions."""

from alembic import op

revision = "n0001"
down_revision = None

STATEMENTS = (
    """
    create table alliance (
        slug text primary key,
        name text not null,
        definition jsonb not null
    )
    """,
    """
    create table organisation (
        id uuid primary key,
        key text not null constraint one_organisation_per_key unique,
        name text not null,
        vat_number text not null,
        municipality text not null
    )
    """,
    """
    create table adhesion (
        id uuid primary key,
        organisation_id uuid not null references organisation,
        alliance text not null references alliance,
        since_on date not null,
        until_on date,
        confirmed_at timestamptz not null,
        constraint leaves_after_joining check (until_on is null or until_on >= since_on)
    )
    """,
    """
    create unique index one_adhesion_at_a_time on adhesion (organisation_id, alliance)
        where until_on is null
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
