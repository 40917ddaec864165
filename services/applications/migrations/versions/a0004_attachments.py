"""Uploaded files, and the documents of an application that they are."""

from alembic import op

from kit.tables import append_only

revision = "a0004"
down_revision = "a0003"

STATEMENTS: tuple[str, ...] = (
    """
    create table attachment (
        id uuid primary key,
        sha256 text not null constraint a_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
        size integer not null check (size > 0),
        media_type text not null constraint known_media_type
            check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
        name text not null constraint a_file_name
            check (name <> '' and octet_length(name) <= 255),
        state text not null constraint known_attachment_state
            check (state in ('quarantined', 'accepted', 'infected')),
        uploaded_at timestamptz not null,
        settled_at timestamptz,
        constraint settled_or_quarantined check ((state = 'quarantined') = (settled_at is null))
    )
    """,
    "create index attachment_by_content on attachment (sha256)",
    "create index attachment_by_age on attachment (uploaded_at)",
    "create index attachment_in_quarantine on attachment (id) where state = 'quarantined'",
    """
    create function keep_attachment() returns trigger language plpgsql as $$
    begin
        if old.state <> 'quarantined'
            or (new.id, new.sha256, new.size, new.media_type, new.name, new.uploaded_at)
                is distinct from
                (old.id, old.sha256, old.size, old.media_type, old.name, old.uploaded_at)
        then
            raise exception 'attachment % is settled', old.id
                using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end $$
    """,
    """
    create trigger attachment_is_kept before update on attachment
        for each row execute function keep_attachment()
    """,
    """
    create table filed_document (
        attachment_id uuid primary key references attachment,
        application_id uuid not null references application,
        document text not null,
        at timestamptz not null
    )
    """,
    "create index filed_document_by_application on filed_document (application_id)",
    *append_only("filed_document"),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
