"""Applications that were opened again: they stand for money once more, and a grant is annulled."""

from alembic import op

revision = "vouchers0010"
down_revision = "vouchers0009"

# A grant that is annulled gives back what was not paid yet, from wherever it is.
NEW_WAYS = """
    do $$ begin
        execute replace(
            pg_get_functiondef('move_money'::regproc),
            $now$('forgive', 'recovery', 'external')$now$,
            $then$('forgive', 'recovery', 'external'), ('annul', 'award', 'line'),
            ('annul', 'payable', 'line')$then$
        );
    end $$
"""
STATEMENTS = (
    "alter table reservation add column round integer not null default 1 check (round >= 1)",
    "alter table reservation add column ranked boolean not null default false",
    "update reservation set ranked = true where state = 'unranked'",
    "alter table award add column annulled_at timestamptz",
    "alter table award add column voided_cents bigint not null default 0",
    """
    alter table award add constraint what_was_annulled_is_of_nothing check
        (voided_cents >= 0 and (annulled_at is null or amount_cents = 0))
    """,
    "alter table voucher add column round integer not null default 1 check (round >= 1)",
    "drop index one_voucher_per_application",
    """
    create unique index one_voucher_per_application on voucher (application_id, round)
    where parent_id is null and replaces is null
    """,
    # A grant that follows an annulled one is signed by somebody too.
    "alter table signature drop constraint signature_pkey",
    "alter table signature add primary key (award_id, official)",
    NEW_WAYS,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
