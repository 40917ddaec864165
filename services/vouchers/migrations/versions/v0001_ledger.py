"""The ledger, budget lines, reservations, awards, vouchers and redemptions."""

from alembic import op

from kit.tables import append_only

revision = "vouchers0001"
down_revision = None

ACCOUNTS = (
    """
    create table account (
        id uuid primary key,
        kind text not null,
        owner text not null,
        line uuid,
        debits_cents bigint not null default 0,
        credits_cents bigint not null default 0,
        constraint account_kind check
            (kind in ('external', 'line', 'reservation', 'award', 'voucher', 'provider')),
        constraint one_account_per_owner unique (kind, owner),
        constraint account_figures_not_negative check (debits_cents >= 0 and credits_cents >= 0),
        constraint account_never_overdrawn check
            (kind = 'external' or credits_cents >= debits_cents)
    ) with (fillfactor = 70)
    """,
    """
    create table transfer (
        id uuid primary key,
        operation_key text not null,
        debit_account uuid not null,
        credit_account uuid not null,
        amount_cents bigint not null,
        code text not null,
        reverses uuid references transfer,
        at timestamptz not null,
        actor text not null,
        constraint one_transfer_per_operation unique (operation_key),
        constraint one_reversal_per_transfer unique (reverses),
        constraint transfer_amount_positive check (amount_cents > 0),
        constraint transfer_between_two_accounts check (debit_account <> credit_account)
    )
    """,
    "create index transfer_debit on transfer (debit_account)",
    "create index transfer_credit on transfer (credit_account)",
    """
    create table line_total (
        line uuid not null,
        code text not null,
        shard integer not null,
        cents bigint not null,
        primary key (line, code, shard)
    ) with (fillfactor = 70)
    """,
    """
    create table operation (
        key text primary key,
        fingerprint bytea not null,
        outcome jsonb not null,
        at timestamptz not null
    )
    """,
)

# Figures follow from transfers alone: the service has no right on them, this function has, and
# the constraints of `account` make it fail. Totals of a line are spread over shards by
# connection, so that transfers of one line do not wait for each other.
MOVE_MONEY = """
    create function move_money() returns trigger language plpgsql security definer as $$
    declare
        debited account%rowtype;
        credited account%rowtype;
    begin
        if new.debit_account < new.credit_account then
            update account set debits_cents = debits_cents + new.amount_cents
            where id = new.debit_account returning * into debited;
            update account set credits_cents = credits_cents + new.amount_cents
            where id = new.credit_account returning * into credited;
        else
            update account set credits_cents = credits_cents + new.amount_cents
            where id = new.credit_account returning * into credited;
            update account set debits_cents = debits_cents + new.amount_cents
            where id = new.debit_account returning * into debited;
        end if;
        if debited.id is null or credited.id is null then
            raise exception 'a transfer names an account that is not there'
                using errcode = 'foreign_key_violation', constraint = 'transfer_accounts_exist';
        end if;
        if debited.line <> credited.line or (new.code, debited.kind, credited.kind) not in (
            ('allocate', 'external', 'line'), ('reduce', 'line', 'external'),
            ('reserve', 'line', 'reservation'), ('release', 'reservation', 'line'),
            ('commit', 'reservation', 'award'), ('issue', 'award', 'voucher'),
            ('redeem', 'voucher', 'provider'), ('expire', 'voucher', 'line')
        ) then
            raise exception 'no % from % to %', new.code, debited.kind, credited.kind
                using errcode = 'check_violation', constraint = 'transfer_follows_the_chart';
        end if;
        insert into line_total as t (line, code, shard, cents)
        values (coalesce(debited.line, credited.line), new.code, pg_backend_pid() % 64,
                new.amount_cents)
        on conflict (line, code, shard) do update set cents = t.cents + excluded.cents;
        return null;
    end $$
"""

GUARDS = (
    MOVE_MONEY,
    # Without pg_temp at the end a temporary table could stand in for `account`.
    """
    do $$ begin
        execute format('alter function move_money() set search_path = %I, pg_temp',
                       current_schema());
    end $$
    """,
    """
    create trigger transfer_moves_money after insert on transfer
    for each row execute function move_money()
    """,
    """
    create function start_empty() returns trigger language plpgsql as $$
    begin
        if new.debits_cents <> 0 or new.credits_cents <> 0 then
            raise exception 'an account starts empty'
                using errcode = 'check_violation', constraint = 'account_starts_empty';
        end if;
        return new;
    end $$
    """,
    """
    create trigger account_starts_empty before insert on account
    for each row execute function start_empty()
    """,
    *(
        f"create trigger {table}_follows_transfers before {changes} on {table} "
        "for each row when (pg_trigger_depth() = 0) execute function refuse_change()"
        for table, changes in (
            ("account", "update or delete"),
            ("line_total", "insert or update or delete"),
        )
    ),
    *(
        f"create trigger {table}_keeps_all before truncate on {table} "
        "for each statement execute function refuse_change()"
        for table in ("account", "line_total")
    ),
    "comment on table account is 'append-only'",
    "comment on table line_total is 'append-only'",
    *append_only("transfer"),
    *append_only("operation"),
)

ENTITLEMENTS = (
    """
    create table budget_line (
        call_id text not null,
        line text not null,
        account uuid not null unique references account,
        call_version integer not null,
        budget_cents bigint not null,
        next_place integer not null default 1,
        alliance text not null,
        primary key (call_id, line),
        constraint budget_not_negative check (budget_cents >= 0)
    ) with (fillfactor = 50)
    """,
    """
    create table reservation (
        application_id uuid primary key,
        call_id text not null,
        line text not null,
        place integer not null,
        amount_cents bigint not null,
        state text not null,
        since_at timestamptz not null,
        foreign key (call_id, line) references budget_line,
        constraint one_application_per_place unique (call_id, line, place),
        constraint places_count_from_one check (place >= 1),
        constraint reservation_not_negative check (amount_cents >= 0),
        constraint reservation_state check
            (state in ('queued', 'reserved', 'waiting', 'committed', 'released'))
    ) with (fillfactor = 80)
    """,
    """
    create index reservation_waiting on reservation (call_id, line, place)
    where state = 'waiting'
    """,
    """
    create table award (
        id uuid primary key references account,
        application_id uuid not null references reservation,
        amount_cents bigint not null,
        granted_at timestamptz not null,
        constraint one_award_per_application unique (application_id)
    )
    """,
    """
    create table instalment (
        award_id uuid not null references award,
        position integer not null,
        label text not null,
        amount_cents bigint not null,
        condition text not null,
        primary key (award_id, position)
    )
    """,
    """
    create table voucher (
        id uuid primary key references account,
        application_id uuid not null,
        amount_cents bigint not null,
        issued_at timestamptz not null,
        valid_until_on date not null,
        state text not null,
        ended_at timestamptz,
        code_hash bytea not null,
        constraint one_voucher_per_application unique (application_id),
        constraint one_voucher_per_code unique (code_hash),
        constraint voucher_of_an_award foreign key (application_id)
            references award (application_id),
        constraint voucher_state check (state in ('issued', 'spent', 'expired'))
    )
    """,
    """
    create table redemption (
        id uuid primary key references transfer,
        voucher_id uuid not null references voucher,
        provider text not null,
        amount_cents bigint not null,
        residual_cents bigint not null,
        at timestamptz not null,
        constraint redemption_amount_positive check (amount_cents > 0),
        constraint residual_not_negative check (residual_cents >= 0)
    )
    """,
    "create index redemption_voucher on redemption (voucher_id)",
    *append_only("redemption"),
)


def upgrade() -> None:
    for statement in (*ACCOUNTS, *GUARDS, *ENTITLEMENTS):
        op.execute(statement)
