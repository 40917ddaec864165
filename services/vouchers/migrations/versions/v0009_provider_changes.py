"""Changes of providers under four eyes, terms of returned reports, what a bank said of orders."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0009"
down_revision = "vouchers0008"

STATEMENTS = (
    "alter table provider add column period text not null default 'month'",
    "alter table provider alter column period drop default",
    """
    alter table provider add constraint provider_period check
        (period in ('week', 'month', 'year'))
    """,
    """
    create table provider_change (
        id uuid primary key,
        provider_id uuid not null references provider,
        state text not null,
        from_on date not null,
        capacity integer,
        period text,
        municipalities text[],
        holder text,
        iban text,
        reason text not null,
        proposed_by text not null,
        proposed_at timestamptz not null,
        settled_by text,
        settled_at timestamptz,
        answer text not null default '',
        constraint provider_change_state check (state in ('proposed', 'confirmed', 'declined')),
        constraint a_change_changes_something check
            (num_nonnulls(capacity, municipalities, iban) > 0),
        constraint a_capacity_has_its_period check
            ((capacity is null) = (period is null) and capacity >= 1
             and period in ('week', 'month', 'year')),
        constraint an_account_has_its_holder check ((iban is null) = (holder is null)),
        constraint a_change_is_settled_once check
            ((state = 'proposed') = (settled_by is null)
             and (state = 'proposed') = (settled_at is null)),
        constraint confirmed_by_somebody_else check
            (state <> 'confirmed' or settled_by <> proposed_by)
    )
    """,
    "create index provider_change_provider on provider_change (provider_id, from_on)",
    """
    create unique index one_open_change_per_provider on provider_change (provider_id)
    where state = 'proposed'
    """,
    "create index hold_provider on hold (provider) where state = 'held'",
    "alter table payment_order add column account uuid references provider_change",
    "alter table payment_order add column code text not null default ''",
    """
    alter table payment_batch
        add column confirmed_by text,
        add column confirmed_at timestamptz,
        drop constraint payment_batch_state,
        add constraint payment_batch_state check
            (state in ('composed', 'confirmed', 'sent', 'settled')),
        add constraint payment_batch_confirmed_by_somebody_else check (confirmed_by <> official),
        add constraint payment_batch_confirmed_whole check
            ((confirmed_by is null) = (confirmed_at is null)
             and (state <> 'confirmed' or confirmed_by is not null)
             and (state <> 'composed' or confirmed_by is null))
    """,
    """
    create table outcome_file (
        id uuid primary key,
        batch_id uuid not null references payment_batch,
        hash bytea not null,
        official text not null,
        at timestamptz not null,
        news integer not null,
        rows jsonb not null,
        constraint one_reading_per_outcome_file unique (batch_id, hash),
        constraint news_not_negative check (news >= 0)
    )
    """,
    *append_only("outcome_file"),
    """
    alter table report
        add column returned_why text not null default '',
        add column answer_by_on date,
        add column completes uuid references report,
        add constraint a_term_is_of_a_returned_report check
            (answer_by_on is null or state = 'returned'),
        add constraint one_completion_per_report unique (completes)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
