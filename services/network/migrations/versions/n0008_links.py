"""Links between firms that are one undertaking, and the aid that firms declare."""

from alembic import op

revision = "n0008"
down_revision = "n0007"

STATEMENTS: tuple[str, ...] = (
    """
    create table undertaking_link (
        id uuid primary key,
        controller_key text not null check (controller_key <> ''),
        controller_vat_number text not null,
        controller_name text not null,
        controlled_key text not null check (controlled_key <> ''),
        controlled_vat_number text not null,
        controlled_name text not null,
        kind text not null check (kind in (
            'majority_of_votes', 'appoints_board', 'dominant_influence', 'voting_agreement')),
        from_on date not null,
        to_on date,
        evidence text not null check (evidence <> ''),
        document_id uuid,
        source text not null check (source in ('declaration', 'official')),
        recorded_by text not null check (recorded_by <> ''),
        recorded_at timestamptz not null,
        ended_by text,
        ended_at timestamptz,
        ending_evidence text not null default '',
        constraint nobody_controls_itself check (controller_key <> controlled_key),
        constraint linked_before_parting check (to_on is null or to_on >= from_on),
        constraint ended_by_somebody check ((ended_by is null) = (ended_at is null))
    )
    """,
    """
    create unique index one_link_that_runs on undertaking_link
        (controller_key, controlled_key, kind) where to_on is null
    """,
    """
    create table aid_declaration (
        id uuid primary key,
        firm_key text not null check (firm_key <> ''),
        firm_vat_number text not null,
        firm_name text not null,
        aids jsonb not null,
        evidence text not null check (evidence <> ''),
        application_id uuid,
        recorded_by text not null check (recorded_by <> ''),
        recorded_at timestamptz not null,
        withdrawn_by text,
        withdrawn_at timestamptz,
        reason text not null default '',
        constraint withdrawn_with_a_reason check (
            (withdrawn_by is null) = (withdrawn_at is null)
            and (withdrawn_by is null) = (reason = ''))
    )
    """,
    "create index aid_declaration_by_firm on aid_declaration (firm_key)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
