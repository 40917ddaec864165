"""Who works for whom, as the employer confirmed it: keys and days, no name."""

from alembic import op

revision = "n0003"
down_revision = "n0002"

STATEMENTS = (
    """
    create table employment (
        id uuid primary key,
        organisation_id uuid not null references organisation,
        worker_key text not null check (worker_key <> ''),
        from_on date not null,
        to_on date,
        confirmed_by text not null check (confirmed_by <> ''),
        confirmed_at timestamptz not null,
        ended_by text,
        ended_at timestamptz,
        constraint works_before_leaving check (to_on is null or to_on >= from_on)
    )
    """,
    """
    create unique index one_relation_that_runs on employment (organisation_id, worker_key)
        where to_on is null
    """,
    "create index employment_by_worker on employment (worker_key, organisation_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
