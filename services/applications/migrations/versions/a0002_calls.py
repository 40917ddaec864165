"""Drafts of versions, the state of a call, and what officials did with it."""

from alembic import op

from kit.tables import append_only

revision = "a0002"
down_revision = "a0001"

STATEMENTS: tuple[str, ...] = (
    """
    alter table call_version
        add column predecessor integer generated always as (nullif(version - 1, 0)) stored,
        add constraint follows_its_predecessor
            foreign key (call_id, predecessor) references call_version (call_id, version)
    """,
    """
    create table call (
        call_id text primary key,
        owner text not null,
        state text not null default 'draft' constraint known_call_state check (state in
            ('draft', 'published', 'open', 'closed', 'suspended', 'revoked')),
        moved_by text not null default 'act'
            constraint known_mover check (moved_by in ('window', 'funds', 'act')),
        since timestamptz,
        version integer,
        exhausted jsonb not null default '[]',
        constraint published_with_a_version
            check ((state = 'draft') = (version is null) and (state = 'draft') = (since is null)),
        constraint in_force foreign key (call_id, version) references call_version
    )
    """,
    """
    insert into call (call_id, owner, state, since, version)
    select distinct on (call_id) call_id, alliance, 'published', published_at, version
    from call_version order by call_id, version desc
    """,
    """
    alter table call_version
        add constraint version_of_a_call foreign key (call_id) references call
    """,
    """
    alter table call_line
        add column admits boolean not null default true,
        add constraint line_of_a_call foreign key (call_id) references call
    """,
    """
    create table call_draft (
        call_id text not null references call,
        version integer not null check (version > 0),
        revision integer not null check (revision > 0),
        definition jsonb not null,
        digest text not null,
        state text not null constraint known_version_state
            check (state in ('draft', 'checked', 'approved', 'published')),
        checked_by text,
        approved_by text,
        imported_at timestamptz not null,
        primary key (call_id, version),
        constraint checked_by_somebody check ((state = 'draft') = (checked_by is null)),
        constraint approved_by_somebody
            check ((state in ('draft', 'checked')) = (approved_by is null)),
        constraint four_eyes check (approved_by <> checked_by)
    )
    """,
    """
    create table call_step (
        id uuid primary key,
        call_id text not null references call,
        version integer not null,
        revision integer not null,
        step text not null constraint known_step check (step in
            ('check', 'approve', 'publish', 'suspend', 'resume', 'close', 'revoke')),
        official text not null check (official <> ''),
        act_number text not null,
        act_on date,
        reason text not null,
        at timestamptz not null,
        constraint acts_are_numbered
            check (step = 'check' or (act_number <> '' and act_on is not null)),
        constraint acts_give_reasons
            check (step in ('check', 'approve', 'publish') or reason <> '')
    )
    """,
    """
    create unique index one_step_per_revision on call_step (call_id, version, revision, step)
        where step in ('check', 'approve')
    """,
    """
    create unique index one_publication_per_version on call_step (call_id, version)
        where step = 'publish'
    """,
    "create unique index one_revocation_per_call on call_step (call_id) where step = 'revoke'",
    "create index call_step_in_order on call_step (call_id, at, id)",
    *append_only("call_step"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
