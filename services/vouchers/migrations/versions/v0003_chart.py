"""All the places where money can be, all the ways it can go, and why each movement was made."""

from alembic import op

revision = "vouchers0003"
down_revision = "vouchers0002"

KINDS = (
    "external", "line", "reservation", "award", "voucher", "hold", "payable", "order", "recovery",
)  # fmt: skip
CHART = (
    ("allocate", "external", "line"),
    ("reduce", "line", "external"),
    ("transfer", "line", "line"),
    ("reserve", "line", "reservation"),
    ("release", "reservation", "line"),
    ("commit", "reservation", "award"),
    ("cut", "award", "line"),
    ("issue", "award", "voucher"),
    ("split", "voucher", "voucher"),
    ("replace", "voucher", "voucher"),
    ("hold", "voucher", "hold"),
    ("unhold", "hold", "voucher"),
    ("capture", "hold", "payable"),
    ("redeem", "voucher", "payable"),
    ("reverse", "payable", "voucher"),
    ("expire", "voucher", "line"),
    ("revoke", "voucher", "line"),
    ("liquidate", "award", "payable"),
    ("withhold", "award", "payable"),
    ("order", "payable", "order"),
    ("bounce", "order", "payable"),
    ("pay", "order", "external"),
    ("demand", "external", "recovery"),
    ("recover", "recovery", "line"),
    ("forgive", "recovery", "external"),
)


def _listed(*rows: tuple[str, ...]) -> str:
    return ", ".join("(" + ", ".join(f"'{word}'" for word in row) + ")" for row in rows)


# What a movement did before it had to say why is told by its key, which names the operation.
REASONS = (
    "alter table transfer add column act text, add column cause text",
    "alter table transfer disable trigger transfer_keeps_rows",
    "update transfer set cause = operation_key",
    "alter table transfer enable trigger transfer_keeps_rows",
    "alter table transfer alter column cause set not null",
    "alter table transfer add constraint transfer_has_a_cause check (cause <> '')",
    "alter table transfer add constraint transfer_act_is_named check (act <> '')",
)
# What is owed is owed to somebody (`payee`) out of one line: its account is of the two.
PLACES = (
    "alter table account drop constraint account_kind",
    "alter table account add column payee text",
    "alter table account disable trigger account_follows_transfers",
    "update account set kind = 'payable', payee = 'provider:' || owner where kind = 'provider'",
    "alter table account enable trigger account_follows_transfers",
    f"alter table account add constraint account_kind check (kind in {_listed(KINDS)})",
    """
    alter table account add constraint payable_has_a_payee
    check ((kind = 'payable') = (payee is not null))
    """,
    """
    create unique index one_payable_per_payee_and_line on account (line, payee)
    where kind = 'payable'
    """,
    "create index account_of_line on account (line, kind)",
)
MOVE_MONEY = f"""
    create or replace function move_money() returns trigger language plpgsql security definer as $$
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
        if (new.code <> 'transfer' and debited.line <> credited.line)
        or (new.code, debited.kind, credited.kind) not in ({_listed(*CHART)}) then
            raise exception 'no % from % to %', new.code, debited.kind, credited.kind
                using errcode = 'check_violation', constraint = 'transfer_follows_the_chart';
        end if;
        if new.code = 'transfer' and not exists (
            select from budget_line a join budget_line b using (call_id)
            where a.account = debited.id and b.account = credited.id
        ) then
            raise exception 'money goes from line to line of one call only'
                using errcode = 'check_violation', constraint = 'transfer_within_a_call';
        end if;
        insert into line_total as t (line, code, shard, cents)
        select line, code, pg_backend_pid() % 64, new.amount_cents from (
            select coalesce(debited.line, credited.line) as line, new.code as code
            where new.code <> 'transfer'
            union all select debited.line, 'transfer_out' where new.code = 'transfer'
            union all select credited.line, 'transfer_in' where new.code = 'transfer'
        ) moved
        on conflict (line, code, shard) do update set cents = t.cents + excluded.cents;
        return null;
    end $$
"""
# `create or replace` forgets the search path that the function had.
SEARCH_PATH = """
    do $$ begin
        execute format('alter function move_money() set search_path = %I, pg_temp',
                       current_schema());
    end $$
"""
LINES = (
    # What an act moved between the lines of a call stands beside what the call's versions gave.
    "alter table budget_line add column moved_cents bigint not null default 0",
    """
    alter table budget_line add constraint line_has_what_it_gave
    check (budget_cents + moved_cents >= 0)
    """,
)


def upgrade() -> None:
    for statement in (*REASONS, *PLACES, MOVE_MONEY, SEARCH_PATH, *LINES):
        op.execute(statement)
