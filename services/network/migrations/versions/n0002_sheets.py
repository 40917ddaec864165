"""The Scheda Partnership, its documents, the steps of an adhesion and its suspensions."""

from alembic import op

from kit.tables import append_only

revision = "n0002"
down_revision = "n0001"

STATEMENTS: tuple[str, ...] = (
    """
    alter table adhesion
        alter column since_on drop not null,
        alter column confirmed_at drop not null,
        add column state text,
        add column received_at timestamptz,
        add column received_by text,
        add column answer_due_on date,
        add column original_due_on date,
        add column confirmed_by text,
        add column renewal_due_on date,
        add column size_class text,
        add column size_reasons jsonb not null default '[]',
        add column counts_toward_target boolean
    """,
    """
    update adhesion set
        state = case when until_on is null then 'confirmed' else 'withdrawn' end,
        received_at = confirmed_at, received_by = 'service', confirmed_by = 'service',
        answer_due_on = since_on, counts_toward_target = true
    """,
    """
    alter table adhesion
        alter column state set not null,
        alter column received_at set not null,
        alter column received_by set not null,
        alter column answer_due_on set not null,
        alter column counts_toward_target set not null,
        add constraint adhesion_state_is_known check (state in (
            'received', 'provisional', 'confirmed', 'suspended', 'withdrawn', 'late', 'refused')),
        add constraint member_has_its_first_day check (
            state not in ('confirmed', 'suspended', 'withdrawn')
            or (since_on is not null and confirmed_at is not null and confirmed_by is not null)),
        add constraint who_left_has_a_last_day check (
            (state = 'withdrawn') = (until_on is not null)),
        add constraint size_class_is_known check (
            size_class in ('micro', 'small', 'medium', 'large', 'not_sme'))
    """,
    "drop index one_adhesion_at_a_time",
    """
    create unique index one_adhesion_at_a_time on adhesion (organisation_id, alliance)
        where state in ('received', 'provisional', 'confirmed', 'suspended')
    """,
    "create index adhesion_by_arrival on adhesion (alliance, received_at)",
    """
    create table partnership_sheet (
        adhesion_id uuid not null references adhesion,
        revision integer not null check (revision > 0),
        sheet jsonb not null,
        at timestamptz not null,
        primary key (adhesion_id, revision)
    )
    """,
    """
    create table adhesion_document (
        id uuid primary key,
        adhesion_id uuid not null references adhesion,
        kind text not null check (kind in ('copy', 'original')),
        channel text not null,
        protocol text not null,
        arrived_at timestamptz not null,
        document_id uuid,
        content_hash text,
        official text not null check (official <> ''),
        at timestamptz not null,
        constraint a_number_is_of_one_document unique (adhesion_id, protocol)
    )
    """,
    *append_only("adhesion_document"),
    """
    create table adhesion_suspension (
        id uuid primary key,
        adhesion_id uuid not null references adhesion,
        from_on date not null,
        to_on date,
        constraint suspension_ends_after_it_began check (to_on is null or to_on >= from_on)
    )
    """,
    """
    create unique index one_suspension_at_a_time on adhesion_suspension (adhesion_id)
        where to_on is null
    """,
    """
    create table adhesion_step (
        id uuid primary key,
        adhesion_id uuid not null references adhesion,
        step text not null,
        state text not null,
        official text not null check (official <> ''),
        reason text not null,
        at timestamptz not null
    )
    """,
    "create index adhesion_step_by_adhesion on adhesion_step (adhesion_id, at)",
    *append_only("adhesion_step"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
