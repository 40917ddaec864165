"""A case that is opened again has a round of its own: its clock, its hearing, its acceptance."""

from alembic import op

revision = "a0011"
down_revision = "a0010"

OF_A_ROUND = ("term_fact", "integration", "refusal_notice", "observation", "acceptance")
STATEMENTS: tuple[str, ...] = (
    "alter table application add column round integer not null default 1 check (round >= 1)",
    *(
        f"alter table {table} add column case_round integer not null default 1 "
        "check (case_round >= 1)"
        for table in OF_A_ROUND
    ),
    "drop index one_start_of_a_term",
    """
    create unique index one_start_of_a_term on term_fact (application_id, case_round)
        where kind = 'started'
    """,
    "drop index one_suspension_of_a_term",
    """
    create unique index one_suspension_of_a_term on term_fact (application_id, case_round)
        where kind in ('integration_asked', 'information_asked')
    """,
    "drop index one_integration_asked",
    """
    create unique index one_integration_asked on integration (application_id, case_round)
        where state <> 'drafted'
    """,
    "alter table acceptance drop constraint acceptance_pkey",
    "alter table acceptance add primary key (application_id, case_round)",
    """
    alter table reopening add column ground text not null default 'annulment'
        constraint known_ground check (ground in ('annulment', 'false_declaration', 'revocation'))
    """,
    "alter table reopening add column place integer check (place >= 1)",
    # Cases that were opened again before there was a count.
    """
    update application a set round = 1 + r.times
    from (select application_id, count(*) as times from reopening group by 1) r
    where r.application_id = a.id
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
