"""Applications that wait for a list have no place until it is final."""

from alembic import op

revision = "vouchers0007"
down_revision = "vouchers0006"

STATEMENTS = (
    "alter table reservation alter column place drop not null",
    "alter table reservation drop constraint reservation_state",
    """
    alter table reservation add constraint reservation_state check (state in
        ('unranked', 'queued', 'reserved', 'waiting', 'offered', 'committed', 'released'))
    """,
    # What is released before its list never needs a place.
    """
    alter table reservation add constraint who_has_no_place_is_unranked check
        (case when place is null then state in ('unranked', 'released')
              else state <> 'unranked' end)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
