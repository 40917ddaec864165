"""Mail that comes in, what it proves about letters, and addresses that are not written to."""

from alembic import op

revision = "notifications0010"
down_revision = "notifications0004"

STATEMENTS = (
    """
    create table mail (
        id uuid primary key,
        body text not null,
        mailbox text not null constraint a_known_kind_of_mailbox check (mailbox in ('mail', 'pec')),
        address text not null,
        uidvalidity bigint not null,
        uid bigint not null,
        kind text not null constraint a_known_kind_of_mail check (
            kind in ('message', 'accettazione', 'consegna', 'mancata-consegna', 'bounce',
                     'auto-reply', 'anomalia')
        ),
        state text not null constraint a_known_state_of_mail check (
            state in ('received', 'repeated', 'ignored', 'matched', 'unmatched', 'unreadable',
                      'too-large')
        ),
        reason text not null,
        received_at timestamptz not null,
        taken_at timestamptz not null,
        message_id text not null,
        sender text not null,
        subject text not null,
        size bigint not null constraint a_size_is_counted check (size >= 0),
        sha256 text not null constraint a_digest_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$'),
        content_sha256 text not null,
        repeats uuid references mail,
        about_message_id text not null,
        outcome text not null,
        letter_id uuid references letter,
        constraint one_row_for_each_mail unique (address, uidvalidity, uid),
        constraint a_repetition_names_the_first check (
            (state = 'repeated') = (repeats is not null)
        ),
        constraint what_is_matched_has_its_letter check (
            (state = 'matched') = (letter_id is not null)
        ),
        constraint what_is_odd_says_why check (
            state not in ('unreadable', 'too-large') or reason <> ''
        )
    )
    """,
    "create index mail_by_message on mail (body, message_id) where message_id <> ''",
    "create index mail_by_content on mail (body, sha256)",
    "create index mail_by_letter on mail (letter_id) where letter_id is not null",
    """
    create table mail_file (
        mail_id uuid not null references mail,
        number integer not null constraint files_are_counted check (number >= 1),
        name text not null constraint a_file_has_a_name check (name <> ''),
        media_type text not null,
        size bigint not null constraint a_size_is_counted check (size >= 0),
        sha256 text not null constraint a_digest_is_hexadecimal check (sha256 ~ '^[0-9a-f]{64}$'),
        primary key (mail_id, number)
    )
    """,
    """
    create table suppression (
        address_key text primary key constraint a_key_is_there check (address_key <> ''),
        since timestamptz not null,
        letter_id uuid not null references letter
    )
    """,
    "alter table letter add column sent_from text not null default ''",
    "alter table letter add column address_key text not null default ''",
    "alter table letter add column served_at timestamptz",
    "alter table letter add column undelivered_at timestamptz",
    "alter table letter add column undelivered text not null default ''",
    """
    alter table letter add constraint what_did_not_arrive_says_why
        check ((undelivered_at is not null) = (undelivered <> ''))
    """,
    """
    create index letter_returned on letter (address_key)
        where undelivered = 'bounced' and address_key <> ''
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
