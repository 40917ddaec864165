"""Agreements between organisations: shared places, one list, use and cost by month."""

from alembic import op

from kit.tables import append_only

revision = "n0005"
down_revision = "n0004"

STATEMENTS: tuple[str, ...] = (
    """
    create table agreement (
        id uuid primary key,
        alliance text not null references alliance,
        title text not null,
        service text not null,
        places integer not null check (places > 0),
        taken integer not null default 0,
        split text not null check (split in ('equal', 'share', 'use')),
        starts_on date not null,
        ends_on date,
        document_id uuid not null,
        signed_by text not null check (signed_by <> ''),
        signed_at timestamptz not null,
        constraint places_within_the_agreement check (taken between 0 and places),
        constraint agreement_ends_after_it_began check (ends_on is null or ends_on >= starts_on)
    )
    """,
    """
    create table agreement_member (
        agreement_id uuid not null references agreement,
        adhesion_id uuid not null references adhesion,
        position integer not null,
        share integer not null check (share >= 0),
        primary key (agreement_id, adhesion_id),
        constraint members_stand_in_order unique (agreement_id, position)
    )
    """,
    """
    create table agreement_place (
        id uuid primary key,
        ticket bigint not null generated always as identity,
        agreement_id uuid not null,
        adhesion_id uuid not null,
        worker_key text not null,
        state text not null check (state in ('waiting', 'placed', 'left')),
        from_on date not null,
        to_on date,
        asked_by text not null check (asked_by <> ''),
        asked_at timestamptz not null,
        left_by text,
        constraint place_is_of_a_member foreign key (agreement_id, adhesion_id)
            references agreement_member (agreement_id, adhesion_id),
        constraint who_left_has_a_last_day check ((state = 'left') = (to_on is not null))
    )
    """,
    """
    create unique index one_place_for_each on agreement_place (agreement_id, worker_key)
        where state in ('waiting', 'placed')
    """,
    "create index agreement_place_by_ticket on agreement_place (agreement_id, ticket)",
    """
    create function count_places() returns trigger language plpgsql as $$
    declare
        before integer := 0;
    begin
        if tg_op = 'UPDATE' and old.state = 'placed' then
            before := 1;
        end if;
        update agreement set taken = taken + (new.state = 'placed')::integer - before
        where id = new.agreement_id;
        return null;
    end $$
    """,
    """
    create trigger places_are_counted after insert or update on agreement_place
    for each row execute function count_places()
    """,
    """
    create function keep_count_of_places() returns trigger language plpgsql as $$
    begin
        raise exception 'places are counted by agreement_place'
            using errcode = 'check_violation', constraint = 'taken_follows_places';
    end $$
    """,
    """
    create trigger agreement_keeps_its_count before update of taken on agreement
    for each row when (pg_trigger_depth() = 0) execute function keep_count_of_places()
    """,
    """
    create table agreement_use (
        id uuid primary key,
        agreement_id uuid not null,
        adhesion_id uuid not null,
        month text not null,
        uses integer not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        constraint use_is_of_a_member foreign key (agreement_id, adhesion_id)
            references agreement_member (agreement_id, adhesion_id)
    )
    """,
    "create index agreement_use_by_month on agreement_use (agreement_id, month)",
    *append_only("agreement_use"),
    """
    create table agreement_cost (
        id uuid primary key,
        agreement_id uuid not null references agreement,
        month text not null,
        amount_cents bigint not null check (amount_cents >= 0),
        document_id uuid not null,
        official text not null check (official <> ''),
        at timestamptz not null,
        constraint an_invoice_counts_once unique (agreement_id, document_id)
    )
    """,
    *append_only("agreement_cost"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
