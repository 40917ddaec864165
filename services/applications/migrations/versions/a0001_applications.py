"""Calls, counters, applications, applicants, checks, decisions, memberships."""

from alembic import op

from kit.tables import append_only

revision = "a0001"
down_revision = None

STATEMENTS = (
    """
    create table call_version (
        call_id text not null,
        version integer not null check (version > 0),
        alliance text not null,
        body text not null,
        definition jsonb not null,
        territory jsonb not null,
        published_at timestamptz not null,
        primary key (call_id, version)
    )
    """,
    *append_only("call_version"),
    """
    create table call_line (
        call_id text not null,
        line text not null,
        last_place integer not null check (last_place >= 0),
        primary key (call_id, line)
    )
    """,
    """
    create table counter (
        body text not null,
        kind text not null constraint known_counter check (kind in ('register', 'act')),
        year integer not null,
        last integer not null check (last > 0),
        primary key (body, kind, year)
    )
    """,
    """
    create table application (
        id uuid primary key,
        call_id text not null,
        call_version integer not null,
        line text not null,
        alliance text not null,
        body text not null,
        register_year integer not null,
        register_number integer not null check (register_number > 0),
        place integer not null check (place > 0),
        registered_at timestamptz not null,
        late boolean not null,
        content_hash text not null,
        amount_cents bigint not null check (amount_cents > 0),
        answer_due_on date not null,
        state text not null default 'registered' constraint known_state check (state in
            ('registered', 'under_review', 'granted', 'refused', 'waitlisted', 'awarded',
             'not_funded')),
        checked integer not null default 0,
        closed_at timestamptz,
        constraint one_register_number unique (body, register_year, register_number),
        constraint one_place_in_line unique (call_id, line, place),
        constraint filed_under_a_version
            foreign key (call_id, call_version) references call_version,
        foreign key (call_id, line) references call_line
    )
    """,
    """
    create table applicant (
        application_id uuid primary key references application,
        kind text not null check (kind in ('person', 'firm')),
        name text not null,
        search_name text not null,
        identifier text not null,
        organisation_key text not null,
        birth_on date,
        municipality text not null,
        email text not null,
        iban text not null,
        answers jsonb not null
    )
    """,
    "create index applicant_by_name on applicant (search_name text_pattern_ops)",
    "create index applicant_by_identifier on applicant (identifier text_pattern_ops)",
    """
    create table eligibility_check (
        application_id uuid not null references application,
        round integer not null,
        outcome text not null check (outcome in ('yes', 'no', 'to_complete')),
        findings jsonb not null,
        at timestamptz not null,
        primary key (application_id, round)
    )
    """,
    *append_only("eligibility_check"),
    """
    create table batch_act (
        id uuid primary key,
        call_id text not null,
        line text not null,
        through_place integer not null check (through_place > 0),
        official text not null,
        reason text not null,
        act_year integer not null,
        act_number integer not null,
        at timestamptz not null,
        foreign key (call_id, line) references call_line
    )
    """,
    *append_only("batch_act"),
    "create index batch_act_by_line on batch_act (call_id, line, through_place)",
    """
    create table decision_reason (
        id uuid primary key,
        application_id uuid not null references application,
        words text not null check (words <> ''),
        at timestamptz not null
    )
    """,
    *append_only("decision_reason"),
    """
    create table decision (
        application_id uuid primary key references application,
        outcome text not null check (outcome in ('granted', 'refused')),
        official text not null,
        reason text not null,
        checked integer not null,
        act_year integer not null,
        act_number integer not null,
        batch_act_id uuid references batch_act,
        at timestamptz not null,
        constraint refusal_has_a_reason check (outcome = 'granted' or reason <> ''),
        constraint decided_on_a_check foreign key (application_id, checked)
            references eligibility_check
    )
    """,
    *append_only("decision"),
    """
    create table membership (
        adhesion_id uuid primary key,
        organisation_key text not null,
        alliance text not null,
        since_on date not null,
        until_on date
    )
    """,
    "create index membership_by_organisation on membership (organisation_key)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
