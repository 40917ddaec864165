"""What became of vouchers, and lists of reports, payment orders and providers."""

from alembic import op

revision = "d0003"
down_revision = "d0002"

STATEMENTS = (
    """
    alter table application_row
        add column voucher_at timestamptz,
        add column voucher_state text not null default ''
            check (voucher_state in ('', 'suspended', 'revoked')),
        add column voucher_moved_at timestamptz
    """,
    """
    create table report_row (
        id uuid primary key,
        application_id uuid not null,
        state text not null check (state in ('filed', 'examined', 'returned')),
        admitted_cents bigint not null default 0 check (admitted_cents >= 0),
        at timestamptz not null
    )
    """,
    "create index report_row_state on report_row (state, at)",
    """
    create table payment_batch (
        id uuid primary key,
        call_id text not null,
        orders integer not null check (orders >= 0),
        amount_cents bigint not null check (amount_cents >= 0),
        at timestamptz not null
    )
    """,
    "create index payment_batch_at on payment_batch (at)",
    """
    create table payment_outcome (
        id uuid primary key,
        batch_id uuid not null,
        application_id uuid,
        amount_cents bigint not null check (amount_cents >= 0),
        paid boolean not null,
        at timestamptz not null
    )
    """,
    "create index payment_outcome_batch on payment_outcome (batch_id, at)",
    """
    create table provider_row (
        id uuid primary key,
        state text not null check (
            state in ('applied', 'under_review', 'accredited', 'suspended', 'removed')
        ),
        act text not null,
        at timestamptz not null
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
