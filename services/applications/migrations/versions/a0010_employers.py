"""Who works for whom, which adhesions are suspended, which applications wait for an employer."""

from alembic import op

revision = "a0010"
down_revision = "a0009"

STATEMENTS: tuple[str, ...] = (
    "alter table applicant add column employer_key text not null default ''",
    """
    create index applicant_by_employer on applicant (employer_key) where employer_key <> ''
    """,
    """
    alter table application add column waits_for text not null default ''
        constraint known_wait check (waits_for in ('', 'adhesion', 'employment'))
    """,
    """
    create table membership_suspension (
        adhesion_id uuid not null,
        from_on date not null,
        to_on date,
        primary key (adhesion_id, from_on)
    )
    """,
    """
    create table employment (
        employment_id uuid primary key,
        organisation_key text not null,
        worker_key text not null,
        from_on date,
        to_on date,
        constraint known_by_one_of_its_days check (from_on is not null or to_on is not null)
    )
    """,
    "create index employment_by_worker on employment (worker_key, organisation_key)",
    # The same contract or invoice may be presented twice.
    "alter table applicant_key drop constraint known_key",
    """
    alter table applicant_key add constraint known_key check (kind in
        ('applicant', 'iban', 'email', 'child', 'household', 'cost'))
    """,
    "alter table refusal_notice drop constraint known_cause",
    """
    alter table refusal_notice add constraint known_cause check (cause in
        ('official', 'integration_expired', 'employer_did_not_come'))
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
