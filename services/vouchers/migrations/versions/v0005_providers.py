"""Providers and their accreditation; the whole life of vouchers, with holds and parts."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0005"
down_revision = "vouchers0004"

PROVIDERS = (
    """
    create table provider (
        id uuid primary key,
        handle text not null,
        name text not null,
        nature text not null,
        municipality text not null,
        contact_email text not null,
        categories text[] not null,
        municipalities text[] not null,
        capacity integer not null,
        state text not null,
        valid_from_on date,
        valid_until_on date,
        applied_at timestamptz not null,
        key_hash bytea,
        constraint one_provider_per_handle unique (handle),
        constraint one_provider_per_key unique (key_hash),
        constraint provider_nature check
            (nature in ('public', 'third_sector', 'cooperative', 'private', 'individual')),
        constraint provider_state check
            (state in ('applied', 'under_review', 'accredited', 'suspended', 'removed')),
        constraint provider_offers_something check (cardinality(categories) > 0),
        constraint capacity_positive check (capacity >= 1),
        constraint accredited_from_a_day check
            (state in ('applied', 'under_review', 'removed') or valid_from_on is not null),
        constraint accredited_until_later check (valid_until_on >= valid_from_on)
    )
    """,
    """
    create table provider_act (
        id uuid primary key,
        provider_id uuid not null references provider,
        move text not null,
        state text not null,
        act text not null,
        "on" date not null,
        reason text not null,
        official text not null,
        at timestamptz not null
    )
    """,
    "create index provider_act_provider on provider_act (provider_id)",
    *append_only("provider_act"),
    """
    create table wrong_code (
        id uuid primary key,
        provider text not null,
        at timestamptz not null
    )
    """,
    "create index wrong_code_at on wrong_code (provider, at)",
)
VOUCHERS = (
    "alter table voucher drop constraint one_voucher_per_application",
    "alter table voucher drop constraint voucher_state",
    """
    alter table voucher
        add column terms jsonb not null default '{}',
        add column situation text,
        add column activate_by_on date,
        add column activated_at timestamptz,
        add column root_id uuid references voucher,
        add column parent_id uuid references voucher,
        add column replaces uuid references voucher,
        add column category text,
        add column born_of uuid references transfer
    """,
    """
    update voucher v set root_id = v.id, born_of = (
        select id from transfer t where t.operation_key = 'issue:' || v.application_id)
    """,
    """
    update voucher v set activated_at = (
        select min(at) from redemption r where r.voucher_id = v.id
    )
    """,
    "update voucher set state = 'partly_spent' where state = 'issued' and activated_at is not null",
    "alter table voucher alter column root_id set not null",
    "alter table voucher alter column terms drop default",
    """
    alter table voucher add constraint voucher_state check (state in (
        'issued', 'active', 'partly_spent', 'spent', 'expired', 'suspended', 'revoked', 'replaced'))
    """,
    "alter table voucher add constraint one_successor_per_voucher unique (replaces)",
    """
    create unique index one_voucher_per_application on voucher (application_id)
    where parent_id is null and replaces is null
    """,
    "create index voucher_root on voucher (root_id)",
    "create index voucher_parent on voucher (parent_id) where parent_id is not null",
    # A share lock on the whole: neither is changed until the other is.
    """
    create function stay_within_the_whole() returns trigger language plpgsql as $$
    declare
        whole voucher%rowtype;
    begin
        if new.parent_id is not null then
            select * into whole from voucher where id = new.parent_id for share;
            if new.valid_until_on > whole.valid_until_on
            or new.amount_cents > whole.amount_cents
            or new.application_id <> whole.application_id
            or whole.parent_id is not null then
                raise exception 'a part neither outlives nor exceeds its voucher'
                    using errcode = 'check_violation', constraint = 'a_part_stays_within';
            end if;
        end if;
        if exists (select from voucher p where p.parent_id = new.id
                   and p.valid_until_on > new.valid_until_on) then
            raise exception 'a part would outlive its voucher'
                using errcode = 'check_violation', constraint = 'a_part_stays_within';
        end if;
        return new;
    end $$
    """,
    """
    do $$ begin
        execute format('alter function stay_within_the_whole() set search_path = %I, pg_temp',
                       current_schema());
    end $$
    """,
    """
    create trigger a_part_stays_within before insert
        or update of valid_until_on, amount_cents, parent_id, application_id on voucher
    for each row execute function stay_within_the_whole()
    """,
    """
    create table voucher_act (
        id uuid primary key,
        voucher_id uuid not null references voucher,
        move text not null,
        act text not null,
        reason text not null,
        official text not null,
        at timestamptz not null
    )
    """,
    "create index voucher_act_voucher on voucher_act (voucher_id)",
    *append_only("voucher_act"),
)
SPENDING = (
    """
    create table hold (
        id uuid primary key references account,
        voucher_id uuid not null references voucher,
        provider text not null,
        category text not null,
        amount_cents bigint not null,
        captured_cents bigint not null default 0,
        state text not null,
        at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        constraint hold_amount_positive check (amount_cents > 0),
        constraint captured_of_the_hold check (captured_cents between 0 and amount_cents),
        constraint hold_state check (state in ('held', 'captured', 'released', 'lapsed')),
        constraint hold_ends_once check ((state = 'held') = (ended_at is null))
    )
    """,
    "create index hold_open on hold (voucher_id) where state = 'held'",
    "alter table redemption add column hold_id uuid references hold",
    "alter table redemption add column category text not null default ''",
    "alter table redemption alter column category drop default",
    "alter table redemption add constraint one_capture_per_hold unique (hold_id)",
    "create index redemption_provider on redemption (provider, at)",
    """
    create table reversal (
        id uuid primary key references transfer,
        redemption_id uuid not null references redemption,
        amount_cents bigint not null,
        reason text not null,
        at timestamptz not null,
        constraint one_reversal_per_redemption unique (redemption_id)
    )
    """,
    *append_only("reversal"),
)


def upgrade() -> None:
    for statement in (*PROVIDERS, *VOUCHERS, *SPENDING):
        op.execute(statement)
