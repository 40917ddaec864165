"""Offers, moves between lines, reports, liquidations, payments, recoveries, and nightly proofs."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0004"
down_revision = "vouchers0003"

OFFERS = (
    "alter table budget_line add column movable boolean not null default true",
    "alter table budget_line add column partial_funding boolean not null default false",
    "alter table reservation drop constraint reservation_state",
    """
    alter table reservation add constraint reservation_state check
        (state in ('queued', 'reserved', 'waiting', 'offered', 'committed', 'released'))
    """,
    """
    create table offer (
        application_id uuid primary key references reservation,
        amount_cents bigint not null,
        wanted_cents bigint not null,
        state text not null,
        offered_at timestamptz not null,
        answer_by_on date not null,
        answered_at timestamptz,
        constraint offer_is_a_part check (amount_cents > 0 and amount_cents < wanted_cents),
        constraint offer_state check
            (state in ('offered', 'accepted', 'declined', 'lapsed', 'topped_up'))
    )
    """,
    """
    create table fund_move (
        id uuid primary key,
        call_id text not null,
        from_line text not null,
        to_line text not null,
        amount_cents bigint not null,
        act text not null,
        act_on date not null,
        reason text not null,
        official text not null,
        at timestamptz not null,
        constraint fund_move_positive check (amount_cents > 0),
        constraint fund_move_between_two_lines check (from_line <> to_line)
    )
    """,
    *append_only("fund_move"),
)
REPORTS = (
    """
    create table report (
        id uuid primary key,
        application_id uuid not null references reservation,
        state text not null,
        filed_at timestamptz not null,
        examined_by text,
        closed_by text,
        closed_at timestamptz,
        constraint report_state check (state in ('filed', 'examined', 'closed', 'returned'))
    )
    """,
    """
    create unique index one_open_report_per_application on report (application_id)
    where state in ('filed', 'examined')
    """,
    """
    create table expense (
        report_id uuid not null references report,
        position integer not null,
        supplier text not null,
        invoice text not null,
        invoiced_on date not null,
        paid_on date,
        paid_by text not null,
        amount_cents bigint not null,
        admitted_cents bigint,
        cut_reason text not null default '',
        primary key (report_id, position),
        constraint expense_positive check (amount_cents > 0),
        constraint expense_admits_no_more check (admitted_cents between 0 and amount_cents),
        constraint a_cut_has_a_reason check
            (coalesce(admitted_cents, amount_cents) = amount_cents or cut_reason <> '')
    )
    """,
    "create index expense_invoice on expense (supplier, invoice)",
)
PAYMENTS = (
    """
    create table liquidation (
        id uuid primary key,
        award_id uuid not null references award,
        kind text not null,
        report_id uuid references report,
        amount_cents bigint not null,
        withheld_cents bigint not null,
        cut_cents bigint not null,
        act text not null,
        act_on date not null,
        official text not null,
        at timestamptz not null,
        constraint liquidation_kind check (kind in ('advance', 'instalment', 'balance')),
        constraint liquidation_not_negative check
            (amount_cents >= 0 and withheld_cents between 0 and amount_cents and cut_cents >= 0),
        constraint one_liquidation_per_report unique (report_id)
    )
    """,
    "create index liquidation_award on liquidation (award_id)",
    *append_only("liquidation"),
    """
    create table signature (
        award_id uuid primary key references award,
        official text not null
    )
    """,
    *append_only("signature"),
    """
    create table publication (
        award_id uuid primary key references award,
        reference text not null,
        published_on date not null,
        named boolean not null,
        official text not null,
        at timestamptz not null,
        constraint publication_is_named check (reference <> '')
    )
    """,
    *append_only("publication"),
    """
    create table tax_check (
        id uuid primary key,
        payee text not null,
        checked_on date not null,
        clear boolean not null,
        reference text not null,
        official text not null,
        at timestamptz not null
    )
    """,
    "create index tax_check_payee on tax_check (payee, checked_on)",
    *append_only("tax_check"),
    """
    create table payment_batch (
        id uuid primary key,
        call_id text not null,
        state text not null,
        cup text not null,
        act text not null,
        official text not null,
        execute_on date not null,
        created_at timestamptz not null,
        file_hash bytea,
        sent_at timestamptz,
        constraint payment_batch_state check (state in ('composed', 'sent', 'settled')),
        constraint payment_batch_has_a_project check (cup ~ '^[A-Z0-9]{15}$')
    )
    """,
    """
    create table payment_order (
        id uuid primary key references account,
        batch_id uuid not null references payment_batch,
        payable uuid not null references account,
        payee text not null,
        amount_cents bigint not null,
        state text not null,
        outcome_on date,
        reason text not null default '',
        constraint payment_order_positive check (amount_cents > 0),
        constraint one_order_per_payable_of_a_batch unique (batch_id, payable),
        constraint payment_order_state check (state in ('ordered', 'paid', 'bounced')),
        constraint a_bounce_has_a_reason check (state <> 'bounced' or reason <> ''),
        constraint an_outcome_has_a_day check ((state = 'ordered') = (outcome_on is null))
    )
    """,
)
RECOVERIES = (
    """
    create table recovery (
        id uuid primary key references account,
        application_id uuid not null references reservation,
        amount_cents bigint not null,
        reason text not null,
        act text not null,
        act_on date not null,
        official text not null,
        state text not null,
        demanded_at timestamptz not null,
        constraint recovery_positive check (amount_cents > 0),
        constraint recovery_has_a_reason check (reason <> ''),
        constraint recovery_state check
            (state in ('demanded', 'partly_returned', 'returned', 'forgiven'))
    )
    """,
    """
    create table recovery_instalment (
        recovery_id uuid not null references recovery,
        position integer not null,
        due_on date not null,
        amount_cents bigint not null,
        reminded_at timestamptz,
        primary key (recovery_id, position),
        constraint recovery_instalment_positive check (amount_cents > 0)
    )
    """,
    """
    create table recovery_receipt (
        id uuid primary key references transfer,
        recovery_id uuid not null references recovery,
        amount_cents bigint not null,
        received_on date not null,
        reference text not null,
        official text not null,
        constraint one_receipt_per_reference unique (recovery_id, reference)
    )
    """,
    *append_only("recovery_receipt"),
)
PROOFS = (
    """
    create table proof (
        id uuid primary key,
        at timestamptz not null,
        accounts bigint not null,
        transfers bigint not null,
        faults integer not null
    )
    """,
    *append_only("proof"),
    """
    create table proof_fault (
        proof_id uuid not null references proof,
        position integer not null,
        fault text not null,
        primary key (proof_id, position)
    )
    """,
    *append_only("proof_fault"),
)


def upgrade() -> None:
    for statement in (*OFFERS, *REPORTS, *PAYMENTS, *RECOVERIES, *PROOFS):
        op.execute(statement)
