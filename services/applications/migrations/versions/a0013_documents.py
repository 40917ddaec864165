"""The register takes every document of a body: annulments, other numbers, emergencies."""

from alembic import op

from kit.tables import append_only

revision = "a0013"
down_revision = "a0012"

WHAT = """
        direction text not null check (direction in ('in', 'out', 'internal')),
        kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
        about uuid,
        channel text not null check (channel in
            ('web', 'email', 'pec', 'counter', 'post', 'partner', 'internal')),
        content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
        arrived_at timestamptz not null,
"""

STATEMENTS: tuple[str, ...] = (
    """
    alter table register_entry alter column application_id drop not null,
        drop constraint known_entry,
        add constraint known_entry check (kind in ('application', 'amendment', 'supplement',
            'withdrawal', 'integration', 'observations', 'integration_request', 'refusal_notice',
            'acceptance', 'control_notice', 'document')),
        add constraint of_an_application_or_a_document
            check ((kind = 'document') = (application_id is null))
    """,
    f"""
    create table register_document (
        document_id uuid primary key,
        body text not null,
        year integer not null,
        number integer not null,
        {WHAT}
        registered_on date not null,
        at timestamptz not null,
        unique (body, year, number),
        foreign key (body, year, number) references register_entry,
        constraint registered_in_its_year check (extract(year from registered_on) = year)
    )
    """,
    "create index register_document_by_case on register_document (about)",
    *append_only("register_document"),
    """
    create table document_particulars (
        document_id uuid primary key,
        sender text not null,
        recipient text not null,
        subject text not null,
        attachments jsonb not null check (jsonb_typeof(attachments) = 'array'),
        official text not null check (official <> ''),
        at timestamptz not null
    )
    """,
    *append_only("document_particulars"),
    """
    create table register_annulment (
        body text not null,
        year integer not null,
        number integer not null,
        reason text not null check (reason <> ''),
        act text not null check (act <> ''),
        act_on date not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        primary key (body, year, number),
        foreign key (body, year, number) references register_entry
    )
    """,
    *append_only("register_annulment"),
    """
    create table other_number (
        id uuid primary key,
        about uuid not null,
        aoo text not null check (aoo <> ''),
        number integer not null check (number > 0),
        year integer not null,
        registered_on date not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        unique (about, aoo, year, number)
    )
    """,
    "create index other_number_by_number on other_number (aoo, year, number)",
    *append_only("other_number"),
    """
    create table emergency_register (
        id uuid primary key,
        body text not null,
        reason text not null check (reason <> ''),
        opened_at timestamptz not null,
        official text not null check (official <> ''),
        at timestamptz not null check (opened_at <= at)
    )
    """,
    "create index emergency_register_by_body on emergency_register (body, opened_at)",
    *append_only("emergency_register"),
    """
    create table emergency_closing (
        register_id uuid primary key references emergency_register,
        closed_at timestamptz not null,
        official text not null check (official <> ''),
        at timestamptz not null check (closed_at <= at)
    )
    """,
    *append_only("emergency_closing"),
    f"""
    create table emergency_entry (
        body text not null,
        year integer not null,
        number integer not null check (number > 0),
        register_id uuid not null references emergency_register,
        document_id uuid not null unique,
        {WHAT}
        written_at timestamptz not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        primary key (body, year, number)
    )
    """,
    "create index emergency_entry_by_register on emergency_entry (register_id)",
    *append_only("emergency_entry"),
    """
    create table register_rule (
        body text primary key,
        name text not null,
        ipa_code text,
        rules jsonb not null
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
