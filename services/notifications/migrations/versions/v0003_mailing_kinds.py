"""A mailing is a letter that many hear of one thing: a version of a call, a list, a payment."""

from alembic import op

revision = "notifications0003"
down_revision = "notifications0002"

STATEMENTS = (
    "alter table mailing drop constraint mailing_pkey",
    "alter table mailing add column name text not null default 'call_changed'",
    "alter table mailing add column about text not null default ''",
    "update mailing set about = call_id || ' ' || call_version",
    "alter table mailing alter column name drop default",
    "alter table mailing alter column about drop default",
    "alter table mailing drop column call_id, drop column call_version",
    "alter table mailing add primary key (name, about)",
    """
    alter table mailing add constraint a_mailing_has_its_letter
        check (name in ('call_changed', 'payment_ordered', 'ranking_provisional', 'ranking_final')
               and about <> '')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
