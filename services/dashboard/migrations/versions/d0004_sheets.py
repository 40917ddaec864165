"""Points that reviewers are still writing."""

from alembic import op

revision = "d0004"
down_revision = "d0003"

STATEMENTS = (
    """
    create table sheet_draft (
        application_id uuid not null,
        staff_id uuid not null references staff (id),
        checked integer not null check (checked >= 0),
        points jsonb not null,
        at timestamptz not null,
        primary key (application_id, staff_id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
