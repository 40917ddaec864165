"""The clock of a procedure, what is asked for, notices of the reasons against, observations."""

from alembic import op

from kit.tables import append_only

revision = "a0007"
down_revision = "a0006"

STATEMENTS: tuple[str, ...] = (
    "create table body_calendar (body text primary key, patron_on text)",
    """
    create table term_fact (
        id uuid primary key,
        application_id uuid not null references application,
        kind text not null constraint known_term_fact check (kind in ('started',
            'integration_asked', 'integration_served', 'integration_answered',
            'integration_expired', 'information_asked', 'information_received', 'notice_served',
            'observations_received')),
        happened_on date not null,
        days integer not null default 0 check (days >= 0),
        about uuid,
        reference text not null default '',
        given_by text not null,
        at timestamptz not null
    )
    """,
    "create index term_fact_by_application on term_fact (application_id)",
    """
    create unique index one_start_of_a_term on term_fact (application_id) where kind = 'started'
    """,
    # Art. 2 c. 7 L. 241/1990: once.
    """
    create unique index one_suspension_of_a_term on term_fact (application_id)
        where kind in ('integration_asked', 'information_asked')
    """,
    *append_only("term_fact"),
    """
    create table term (
        application_id uuid primary key references application,
        due_on date not null,
        clock text not null constraint known_clock
            check (clock in ('running', 'stopped', 'passed', 'ended')),
        rung integer not null default 0 check (rung >= 0),
        wake_at timestamptz,
        reckoning jsonb not null,
        changed_at timestamptz not null
    )
    """,
    """
    create table integration (
        id uuid primary key,
        application_id uuid not null references application,
        items jsonb not null,
        days integer not null check (days > 0),
        state text not null constraint known_integration
            check (state in ('drafted', 'asked', 'answered', 'expired')),
        drafted_by text not null,
        drafted_at timestamptz not null,
        asked_by text not null default '',
        asked_on date,
        answer_by_on date,
        body text,
        year integer,
        number integer,
        constraint integration_in_the_register
            foreign key (body, year, number) references register_entry,
        constraint what_was_asked_is_registered check ((state = 'drafted') = (number is null)),
        constraint what_was_asked_has_its_days check ((state = 'drafted') =
            (asked_on is null and answer_by_on is null and asked_by = ''))
    )
    """,
    """
    create unique index one_integration_asked on integration (application_id)
        where state <> 'drafted'
    """,
    """
    create table refusal_notice (
        id uuid primary key,
        application_id uuid not null references application,
        round integer not null,
        reasons jsonb not null,
        cause text not null constraint known_cause
            check (cause in ('official', 'integration_expired')),
        state text not null constraint known_notice
            check (state in ('drafted', 'given', 'served')),
        drafted_by text not null,
        drafted_at timestamptz not null,
        given_by text not null default '',
        given_at timestamptz,
        body text,
        year integer,
        number integer,
        served_on date,
        evidence text not null default '',
        constraint notice_in_the_register
            foreign key (body, year, number) references register_entry,
        constraint what_was_given_is_registered check ((state = 'drafted') = (number is null)),
        constraint what_was_served_is_proved check
            ((state = 'served') = (served_on is not null and evidence <> ''))
    )
    """,
    "create index refusal_notice_by_application on refusal_notice (application_id)",
    """
    create table observation (
        id uuid primary key,
        application_id uuid not null references application,
        words text not null,
        content_hash text not null,
        body text not null,
        year integer not null,
        number integer not null,
        at timestamptz not null,
        answer text not null default '',
        answered_by text not null default '',
        answered_at timestamptz,
        constraint observation_in_the_register
            foreign key (body, year, number) references register_entry,
        constraint an_answer_is_somebodys check
            ((answer = '') = (answered_by = '') and (answer = '') = (answered_at is null))
    )
    """,
    "create index observation_by_application on observation (application_id)",
    """
    alter table register_entry drop constraint known_entry,
        add constraint known_entry check (kind in ('application', 'amendment', 'supplement',
            'withdrawal', 'integration', 'observations', 'integration_request', 'refusal_notice'))
    """,
    """
    alter table declaration drop constraint known_revision,
        add constraint known_revision check (kind in
            ('application', 'amendment', 'supplement', 'integration', 'migration'))
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
