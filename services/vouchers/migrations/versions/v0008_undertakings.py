"""Who applied, by key; what the certificates of contributions said, who pays in a firm's place, and
firms that are suspended by their alliance."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0008"
down_revision = "vouchers0007"

# What is owed to a firm becomes owed to whom the firm owes contributions, out of the same line.
NEW_WAY = """
    do $$ begin
        execute replace(
            pg_get_functiondef('move_money'::regproc),
            $now$('forgive', 'recovery', 'external')$now$,
            $then$('forgive', 'recovery', 'external'), ('substitute', 'payable', 'payable')$then$
        );
    end $$
"""
STATEMENTS = (
    "alter table reservation add column applicant_key text not null default ''",
    """
    create index reservation_applicant on reservation (applicant_key) where applicant_key <> ''
    """,
    "alter table aid add column firm text not null default ''",
    "create index aid_firm on aid (firm) where firm <> ''",
    "alter table aid_check add column firms integer not null default 1",
    """
    create table contributions_check (
        id uuid primary key,
        firm text not null,
        regular boolean not null,
        protocol text not null,
        requested_on date not null,
        at timestamptz not null,
        constraint contributions_check_is_of_a_firm check (firm <> '')
    )
    """,
    "create index contributions_check_firm on contributions_check (firm, at)",
    *append_only("contributions_check"),
    """
    create table substitution (
        id uuid primary key references transfer,
        application_id uuid not null references reservation,
        check_id uuid not null references contributions_check,
        creditor text not null,
        amount_cents bigint not null,
        act text not null,
        act_on date not null,
        official text not null,
        at timestamptz not null,
        constraint substitution_positive check (amount_cents > 0),
        constraint substitution_creditor check (creditor in ('inps', 'inail', 'cassa_edile'))
    )
    """,
    "create index substitution_application on substitution (application_id)",
    *append_only("substitution"),
    NEW_WAY,
    """
    create table member_pause (
        adhesion_id uuid not null,
        firm text not null,
        alliance text not null,
        from_on date not null,
        to_on date,
        primary key (adhesion_id, from_on)
    )
    """,
    "create index member_pause_firm on member_pause (firm, alliance)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
