"""A letter that no longer matters is dropped, and officials are written to once a day."""

from alembic import op

revision = "notifications0004"
down_revision = "notifications0003"

STATEMENTS = (
    "alter table letter drop constraint a_known_state",
    """
    alter table letter add constraint a_known_state check (
        state in ('queued', 'sending', 'retry', 'accepted', 'failed', 'unknown', 'dropped')
    )
    """,
    "alter table letter drop constraint what_is_over_has_its_instant",
    """
    alter table letter add constraint what_is_over_has_its_instant check (
        (settled_at is not null) = (state in ('accepted', 'failed', 'unknown', 'dropped'))
    )
    """,
    "alter table mailing drop constraint a_mailing_has_its_letter",
    """
    alter table mailing add constraint a_mailing_has_its_letter
        check (name in ('call_changed', 'payment_ordered', 'ranking_provisional', 'ranking_final',
                        'digest')
               and about <> '')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
