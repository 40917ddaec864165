"""Plans: milestones with documents, and hours that cannot exceed the grant."""

from alembic import op

from kit.tables import append_only

revision = "n0004"
down_revision = "n0003"

STATEMENTS: tuple[str, ...] = (
    """
    create table plan (
        id uuid primary key,
        adhesion_id uuid not null references adhesion,
        title text not null,
        state text not null check (state in ('open', 'approved', 'completed')),
        granted_minutes integer not null,
        booked_minutes integer not null default 0,
        experiment_months integer not null check (experiment_months > 0),
        opened_by text not null check (opened_by <> ''),
        opened_at timestamptz not null,
        approved_by text,
        approved_at timestamptz,
        act_number text,
        act_on date,
        constraint hours_within_the_grant check (booked_minutes between 0 and granted_minutes),
        constraint approved_by_an_act check (
            (state = 'open') = (approved_by is null)
            and (approved_by is null) = (act_number is null)
            and (approved_by is null) = (act_on is null)
            and (approved_by is null) = (approved_at is null))
    )
    """,
    "create index plan_by_adhesion on plan (adhesion_id)",
    """
    create table plan_milestone (
        plan_id uuid not null references plan,
        milestone text not null check (milestone in (
            'survey', 'plan', 'union_agreement', 'experiment', 'evaluation')),
        reached_on date not null,
        document_id uuid not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        primary key (plan_id, milestone)
    )
    """,
    *append_only("plan_milestone"),
    """
    create table plan_hours (
        id uuid primary key,
        plan_id uuid not null references plan,
        consultant text not null,
        "on" date not null,
        minutes integer not null check (minutes <> 0),
        topic text not null,
        official text not null check (official <> ''),
        at timestamptz not null
    )
    """,
    *append_only("plan_hours"),
    """
    create function book_hours() returns trigger language plpgsql as $$
    begin
        update plan set booked_minutes = booked_minutes + new.minutes where id = new.plan_id;
        return null;
    end $$
    """,
    """
    create trigger hours_are_booked after insert on plan_hours
    for each row execute function book_hours()
    """,
    # Figures follow from bookings alone, and a plan is approved only after its survey.
    """
    create function keep_booked_hours() returns trigger language plpgsql as $$
    begin
        if new.booked_minutes <> old.booked_minutes and pg_trigger_depth() < 2 then
            raise exception 'hours are booked in plan_hours'
                using errcode = 'check_violation', constraint = 'hours_follow_bookings';
        end if;
        if new.state <> 'open' and not exists (
            select from plan_milestone m where m.plan_id = new.id and m.milestone = 'survey'
        ) then
            raise exception 'a plan needs its survey'
                using errcode = 'check_violation', constraint = 'survey_comes_first';
        end if;
        return new;
    end $$
    """,
    """
    create trigger plan_keeps_booked_hours before update on plan
    for each row execute function keep_booked_hours()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
