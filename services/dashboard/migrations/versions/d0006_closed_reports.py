"""A report that an act closed is known as such; providers are no longer kept here."""

from alembic import op

revision = "d0006"
down_revision = "d0004"

STATEMENTS = (
    "alter table report_row drop constraint report_row_state_check",
    """
    alter table report_row add constraint report_row_state_check
        check (state in ('filed', 'examined', 'returned', 'closed'))
    """,
    # Their owner is asked for the list: it has filters, and what holds on a day.
    "drop table provider_row",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
