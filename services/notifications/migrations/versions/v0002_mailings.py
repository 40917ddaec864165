"""Letters of one kind that come more than once, and letters for everybody who applied."""

from alembic import op

revision = "notifications0002"
down_revision = "notifications0001"

STATEMENTS = (
    "alter table letter add column about text not null default ''",
    "alter table letter drop constraint one_letter_of_a_kind_per_application",
    """
    alter table letter add constraint one_letter_of_a_kind_per_matter
        unique (application_id, name, about)
    """,
    """
    create table mailing (
        call_id text not null,
        call_version integer not null check (call_version > 1),
        ordered_at timestamptz not null,
        after uuid,
        done_at timestamptz,
        primary key (call_id, call_version)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
