"""Lists with what they were computed from, codes, observations on lists, acceptances."""

from alembic import op

from kit.tables import append_only

revision = "a0009"
down_revision = "a0008"

STATEMENTS: tuple[str, ...] = (
    """
    create table ranking (
        id uuid primary key,
        call_id text not null,
        line text not null,
        call_version integer not null,
        kind text not null constraint known_ranking check (kind in ('provisional', 'final')),
        inputs text not null,
        inputs_hash text not null,
        result text not null,
        result_hash text not null,
        official text not null,
        reason text not null,
        act_year integer,
        act_number integer,
        at timestamptz not null,
        observations_until_on date,
        public_until_on date not null,
        foreign key (call_id, line) references call_line,
        constraint a_final_list_is_an_act check
            ((kind = 'final') = (act_number is not null and act_year is not null)),
        constraint a_provisional_list_may_be_answered check
            ((kind = 'provisional') = (observations_until_on is not null))
    )
    """,
    "create index ranking_by_line on ranking (call_id, line)",
    """
    create unique index one_final_list_of_a_line on ranking (call_id, line)
        where kind = 'final'
    """,
    *append_only("ranking"),
    """
    create table list_code (
        application_id uuid primary key references application,
        code text not null constraint one_application_per_list_code unique
    )
    """,
    *append_only("list_code"),
    """
    create table ranking_row (
        ranking_id uuid not null references ranking,
        application_id uuid not null references application,
        listed text not null constraint known_listing
            check (listed in ('placed', 'below', 'excluded')),
        place integer check (place >= 1),
        points integer not null,
        amount_cents bigint not null check (amount_cents >= 0),
        primary key (ranking_id, application_id),
        constraint one_row_per_place unique (ranking_id, place),
        constraint who_is_placed_has_a_place check ((listed = 'placed') = (place is not null))
    )
    """,
    "create index ranking_row_by_application on ranking_row (application_id)",
    *append_only("ranking_row"),
    """
    create table ranking_observation (
        id uuid primary key,
        ranking_id uuid not null,
        application_id uuid not null,
        words text not null,
        content_hash text not null,
        body text not null,
        year integer not null,
        number integer not null,
        at timestamptz not null,
        answer text not null default '',
        answered_by text not null default '',
        answered_at timestamptz,
        foreign key (ranking_id, application_id) references ranking_row,
        constraint observation_on_a_list_in_the_register
            foreign key (body, year, number) references register_entry,
        constraint an_answer_about_a_list_is_somebodys check
            ((answer = '') = (answered_by = '') and (answer = '') = (answered_at is null))
    )
    """,
    "create index ranking_observation_by_list on ranking_observation (ranking_id)",
    """
    create table acceptance (
        application_id uuid primary key references application,
        asked_at timestamptz not null,
        accept_by_on date not null,
        answer text constraint known_acceptance
            check (answer in ('accepted', 'waived', 'lapsed')),
        answered_at timestamptz,
        constraint what_is_answered_has_its_instant
            check ((answer is null) = (answered_at is null))
    )
    """,
    "alter table decision add column ranking_id uuid references ranking",
    """
    alter table register_entry drop constraint known_entry,
        add constraint known_entry check (kind in ('application', 'amendment', 'supplement',
            'withdrawal', 'integration', 'observations', 'integration_request', 'refusal_notice',
            'acceptance'))
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
