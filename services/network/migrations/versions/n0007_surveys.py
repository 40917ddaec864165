"""Needs surveys: tickets that no answer knows, and releases that are never changed."""

from alembic import op

from kit.tables import append_only

revision = "n0007"
down_revision = "n0006"

STATEMENTS: tuple[str, ...] = (
    """
    create table survey (
        id uuid primary key,
        alliance text not null references alliance,
        title text not null,
        needs jsonb not null,
        threshold integer not null,
        state text not null check (state in ('open', 'closed')),
        opened_by text not null check (opened_by <> ''),
        opened_at timestamptz not null,
        closed_by text,
        closed_at timestamptz,
        constraint no_figure_below_five check (threshold >= 5),
        constraint closed_by_somebody check (
            (state = 'closed') = (closed_by is not null)
            and (closed_by is null) = (closed_at is null))
    )
    """,
    """
    create table survey_ticket (
        ticket_hash text primary key,
        survey_id uuid not null references survey,
        adhesion_id uuid not null references adhesion,
        used boolean not null default false
    )
    """,
    # The id is random: one that is ordered in time would tell who answered when.
    """
    create table survey_answer (
        id uuid primary key default gen_random_uuid(),
        survey_id uuid not null references survey,
        adhesion_id uuid not null references adhesion,
        department text not null,
        municipality text not null,
        need text not null
    )
    """,
    "create index survey_answer_by_survey on survey_answer (survey_id)",
    """
    create function take_answers_while_open() returns trigger language plpgsql as $$
    begin
        if (select state from survey where id = new.survey_id) <> 'open' then
            raise exception 'a closed survey takes no answer'
                using errcode = 'check_violation', constraint = 'answers_while_open';
        end if;
        return new;
    end $$
    """,
    """
    create trigger survey_answers_while_open before insert on survey_answer
    for each row execute function take_answers_while_open()
    """,
    *append_only("survey_answer"),
    """
    create table survey_release (
        survey_id uuid not null references survey,
        release integer not null check (release > 0),
        threshold integer not null,
        tables jsonb not null,
        withheld integer not null,
        digest text not null,
        reason text not null check (reason <> ''),
        official text not null check (official <> ''),
        at timestamptz not null,
        primary key (survey_id, release)
    )
    """,
    *append_only("survey_release"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
