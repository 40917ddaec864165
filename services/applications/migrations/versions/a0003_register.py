"""The chained register; how an application came in; what tells that two of them are alike."""

from alembic import op

from kit.tables import append_only

revision = "a0003"
down_revision = "a0002"

GENESIS = "encode(sha256(convert_to(format('%s/%s', {body}, {year}), 'UTF8')), 'hex')"

STATEMENTS = (
    "alter table application drop constraint known_state",
    """
    alter table application add constraint known_state check (state in
        ('registered', 'under_review', 'granted', 'refused', 'waitlisted', 'awarded',
         'not_funded', 'withdrawn', 'call_revoked'))
    """,
    "alter table application drop constraint application_amount_cents_check",
    "alter table application add constraint no_debt check (amount_cents >= 0)",
    """
    alter table application
        add column channel text not null default 'web' constraint known_channel
            check (channel in ('web', 'email', 'pec', 'counter', 'post', 'partner')),
        add column arrived_at timestamptz,
        add column sent_at timestamptz,
        add column postmarked_on date,
        add column filed_by text not null default 'public',
        add column revision integer not null default 1 check (revision > 0)
    """,
    "update application set arrived_at = registered_at",
    """
    alter table application
        alter column arrived_at set not null,
        alter column channel drop default,
        alter column filed_by drop default,
        add constraint entered_by_somebody
            check (filed_by <> '' and (channel = 'web' or filed_by <> 'public'))
    """,
    "alter table applicant drop constraint applicant_kind_check",
    """
    alter table applicant
        add constraint known_kind check
            (kind in ('person', 'firm', 'association', 'professional', 'public_body')),
        add column delegate jsonb
    """,
    """
    create table register_entry (
        body text not null,
        year integer not null,
        number integer not null check (number > 0),
        at timestamptz not null,
        kind text not null constraint known_entry check (kind in
            ('application', 'amendment', 'supplement', 'withdrawal')),
        application_id uuid not null references application,
        content_hash text not null constraint a_content_hash
            check (content_hash ~ '^[0-9a-f]{64}$'),
        previous_link text not null,
        link text not null,
        primary key (body, year, number)
    )
    """,
    "create index register_entry_by_application on register_entry (application_id)",
    """
    create unique index one_entry_of_an_application on register_entry (application_id)
        where kind = 'application'
    """,
    # A text that anybody can write down again from a receipt, hence no binary form of anything.
    """
    create function register_link(
        previous text, number integer, year integer, at timestamptz, content_hash text
    ) returns text language sql immutable strict parallel safe as $$
        select encode(sha256(convert_to(concat_ws(chr(10),
            previous,
            lpad(number::text, greatest(7, length(number::text)), '0') || '/' || year,
            to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US"Z"'),
            content_hash), 'UTF8')), 'hex')
    $$
    """,
    f"""
    create function register_genesis(body text, year integer)
    returns text language sql immutable strict parallel safe as $$
        select {GENESIS.format(body="body", year="year")}
    $$
    """,
    """
    create function refuse_broken_chain() returns trigger language plpgsql as $$
    declare
        before record;
    begin
        select link, at into before from register_entry
            where body = new.body and year = new.year and number = new.number - 1;
        if new.number > 1 and not found then
            raise exception 'the register % has no number before %', new.body, new.number
                using errcode = 'integrity_constraint_violation';
        end if;
        if new.previous_link is distinct from
                coalesce(before.link, register_genesis(new.body, new.year))
            or new.at <= before.at
            or new.link is distinct from register_link(
                new.previous_link, new.number, new.year, new.at, new.content_hash)
        then
            raise exception 'number % does not follow the chain of the register %',
                new.number, new.body using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end $$
    """,
    """
    create trigger register_entry_follows before insert on register_entry
        for each row execute function refuse_broken_chain()
    """,
    *append_only("register_entry"),
    "alter table counter add column last_at timestamptz, add column last_link text",
    # What was registered before the chain gets its links in the order of its numbers.
    """
    do $$
    declare
        filed record;
        previous text;
        instant timestamptz;
        register text := '';
    begin
        for filed in select * from application order by body, register_year, register_number loop
            if register <> filed.body || '/' || filed.register_year then
                register := filed.body || '/' || filed.register_year;
                previous := register_genesis(filed.body, filed.register_year);
                instant := '-infinity';
            end if;
            instant := greatest(filed.registered_at, instant + interval '1 microsecond');
            insert into register_entry values (filed.body, filed.register_year,
                filed.register_number, instant, 'application', filed.id, filed.content_hash,
                previous, register_link(previous, filed.register_number, filed.register_year,
                    instant, filed.content_hash))
                returning link into previous;
            update counter set last_at = instant, last_link = previous
                where body = filed.body and kind = 'register' and year = filed.register_year;
        end loop;
    end $$
    """,
    """
    alter table counter add constraint a_register_knows_its_head
        check ((kind = 'register') = (last_at is not null and last_link is not null))
    """,
    """
    alter table application add constraint registered_in_the_chain
        foreign key (body, register_year, register_number) references register_entry
    """,
    """
    create table applicant_key (
        application_id uuid not null references application,
        kind text not null constraint known_key check (kind in
            ('applicant', 'iban', 'email', 'child', 'household')),
        path text not null,
        value text not null,
        alike text not null,
        cents bigint check (cents >= 0),
        primary key (application_id, kind, path, value)
    )
    """,
    "create index applicant_key_by_likeness on applicant_key (alike, kind)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
