"""Who reviews, conflicts, checklists, points, proposals; acts as texts; refusals taken back."""

from alembic import op

from kit.tables import append_only

revision = "a0008"
down_revision = "a0007"

STATEMENTS: tuple[str, ...] = (
    "alter table body_calendar add column name text not null default ''",
    """
    create table reviewer (
        call_id text not null references call,
        reviewer text not null,
        lines jsonb not null,
        municipalities jsonb not null,
        active boolean not null,
        appointed_by text not null,
        appointed_at timestamptz not null,
        primary key (call_id, reviewer)
    )
    """,
    """
    create table conflict_declaration (
        id uuid primary key,
        call_id text not null references call,
        reviewer text not null,
        application_id uuid references application,
        conflict boolean not null,
        reason text not null,
        at timestamptz not null,
        constraint one_case_is_named_for_its_conflict check (conflict or application_id is null),
        constraint a_conflict_has_a_reason check (not conflict or reason <> '')
    )
    """,
    *append_only("conflict_declaration"),
    "create index conflict_by_reviewer on conflict_declaration (call_id, reviewer)",
    """
    create table assignment (
        id uuid primary key,
        application_id uuid not null references application,
        reviewer text not null,
        reading integer not null check (reading between 1 and 10),
        assigned_by text not null,
        assigned_at timestamptz not null,
        ended text not null default '' constraint known_end_of_reading
            check (ended in ('', 'conflict', 'handed_over', 'removed')),
        reason text not null default '',
        ended_at timestamptz,
        constraint an_end_has_its_instant check ((ended = '') = (ended_at is null))
    )
    """,
    """
    create unique index one_reading_each on assignment (application_id, reviewer)
        where ended = ''
    """,
    """
    create unique index one_reader_for_a_reading on assignment (application_id, reading)
        where ended = ''
    """,
    "create index assignment_by_application on assignment (application_id)",
    "create index assignment_by_reviewer on assignment (reviewer) where ended = ''",
    """
    create table checklist_answer (
        id uuid primary key,
        application_id uuid not null references application,
        revision integer not null,
        item text not null,
        answer text not null constraint known_item_answer
            check (answer in ('yes', 'no', 'not_applicable')),
        comment text not null,
        reviewer text not null,
        at timestamptz not null
    )
    """,
    *append_only("checklist_answer"),
    "create index checklist_answer_by_application on checklist_answer (application_id)",
    """
    create table score_sheet (
        application_id uuid not null references application,
        revision integer not null,
        reviewer text not null,
        points jsonb not null,
        comment text not null,
        at timestamptz not null,
        primary key (application_id, revision, reviewer)
    )
    """,
    *append_only("score_sheet"),
    """
    create table proposal (
        id uuid primary key,
        application_id uuid not null references application,
        checked integer not null,
        outcome text not null check (outcome in ('granted', 'refused')),
        reason text not null check (reason <> ''),
        reviewer text not null,
        at timestamptz not null,
        constraint proposed_on_a_check foreign key (application_id, checked)
            references eligibility_check
    )
    """,
    *append_only("proposal"),
    "create index proposal_by_application on proposal (application_id)",
    """
    create table signature (
        proposal_id uuid not null references proposal,
        official text not null,
        at timestamptz not null,
        primary key (proposal_id, official)
    )
    """,
    *append_only("signature"),
    # A refusal that is taken back stays; the next decision is another one.
    "alter table decision add column sequence integer not null default 1",
    "alter table decision drop constraint decision_pkey",
    "alter table decision add primary key (application_id, sequence)",
    """
    create table reopening (
        application_id uuid not null,
        sequence integer not null,
        official text not null,
        reason text not null check (reason <> ''),
        act_year integer not null,
        act_number integer not null,
        at timestamptz not null,
        primary key (application_id, sequence),
        constraint a_decision_is_taken_back foreign key (application_id, sequence)
            references decision
    )
    """,
    *append_only("reopening"),
    """
    create table act_text (
        application_id uuid not null,
        sequence integer not null,
        words text not null check (words <> ''),
        hash text not null,
        at timestamptz not null,
        primary key (application_id, sequence),
        constraint text_of_a_decision foreign key (application_id, sequence) references decision
    )
    """,
    *append_only("act_text"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
