"""What an application asks for now, and whether it was told that a line ran out."""

from alembic import op

revision = "vouchers0002"
down_revision = "vouchers0001"

STATEMENTS = (
    """
    create table claim (
        application_id uuid primary key,
        revision integer not null,
        checked integer not null,
        amount_cents bigint not null,
        constraint revisions_count_from_one check (revision >= 1),
        constraint checks_count_from_none check (checked >= 0),
        constraint claim_not_negative check (amount_cents >= 0)
    ) with (fillfactor = 80)
    """,
    """
    insert into claim (application_id, revision, checked, amount_cents)
    select application_id, 1, 0, amount_cents from reservation
    """,
    "alter table budget_line add column exhausted boolean not null default false",
    """
    update budget_line l set exhausted = exists (
        select from reservation r
        where r.call_id = l.call_id and r.line = l.line and r.state = 'waiting'
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
