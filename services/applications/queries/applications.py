"""Applications, their applicants, checks and decisions."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Result, Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.refusal import Refusal
from services.applications.models.applications import (
    Applicant,
    Application,
    Check,
    DecisionAct,
    DecisionReason,
)
from services.applications.models.review_work import Reopened
from services.applications.queries.membership import BY_EMPLOYER, COUNTS
from services.applications.rules.register import search_name
from services.applications.rules.states import UNDECIDED

_BY_BEGINNING = text(
    "select application_id from applicant "
    "where search_name like :name or identifier like :code limit :limit"
)

# What was checked is compared with what is declared now: an application may have been revised.
_LOCKED = text(
    """
    select a.*, c.revision as checked_revision from application a
    left join eligibility_check c on c.application_id = a.id and c.round = a.checked
    where a.id = :id for update of a
    """
)
DECLARED = f"""
    select a.*, p.kind, p.municipality, p.birth_on, p.answers, p.identifier, p.iban, p.email,
        exists (
            select from membership m where m.organisation_key = p.organisation_key and {COUNTS}
        ) as member, {BY_EMPLOYER}
    from application a join applicant p on p.application_id = a.id
"""
_DECLARED = text(f"{DECLARED} where a.id = :id").columns(answers=JSONB)
_DECLARED_LOCKED = text(f"{DECLARED} where a.id = :id for update of a").columns(answers=JSONB)
_DECISION = text(
    """
    select d.* from decision d where d.application_id = :id and not exists (
        select from reopening r
        where r.application_id = d.application_id and r.sequence = d.sequence
    )
    """
)
_GOING_ON = text(
    """
    select id from application
    where call_id = :call_id and closed_at is null and stopped = '' and state <> 'refused'
        and id > coalesce(cast(:after as uuid), '00000000-0000-0000-0000-000000000000')
    order by id limit :limit
    """
)
# Locked, so that a check that runs at this moment either goes before or sees the new version.
_TO_JUDGE_AGAIN = text(
    f"{DECLARED} where a.call_id = :call_id and a.call_version < :version "
    "and a.state = any(:undecided) and a.stopped = '' "
    "order by a.registered_at, a.id limit :limit for update of a"
).columns(answers=JSONB)
_OLDER = text(
    """
    select count(*) filter (where undecided) as remaining,
        count(*) filter (where not undecided) as others
    from (
        select state = any(:undecided) and stopped = '' as undecided
        from application where call_id = :call_id and call_version < :version
    ) as older
    """
)
_IN_TIME = text(
    f"{DECLARED} where a.call_id = :call_id and not a.late and a.stopped = '' "
    "order by a.registered_at, a.id"
).columns(answers=JSONB)


async def application(session: AsyncSession, application_id: UUID) -> Row[Any]:
    """Return one application, locked against other writers; refuses `unknown-application` (404).

    `checked_revision` is the revision that the last check was of, None before the first.
    """
    return _found(await session.execute(_LOCKED, {"id": application_id}))


async def declared(
    session: AsyncSession, application_id: UUID, today: date, *, locked: bool = True
) -> Row[Any]:
    """Return an application with what its requirements are checked on.

    Beside the application, who applies and what they declare; `member` tells whether they are in
    the network of alliances today, `employer_joined` and `employer_confirmed` what their employer
    did; None while the call goes on and it may still come. Refuses `unknown-application` (404).
    """
    statement = _DECLARED_LOCKED if locked else _DECLARED
    return _found(await session.execute(statement, {"id": application_id, "today": today}))


async def decision(session: AsyncSession, application_id: UUID) -> Row[Any] | None:
    """Return the decision on an application, None while there is none, or it was taken back."""
    return (await session.execute(_DECISION, {"id": application_id})).one_or_none()


async def going_on(
    session: AsyncSession, call_id: str, after: UUID | None, limit: int
) -> list[UUID]:
    """Return applications of a call that have not ended, by ascending id, after one of them."""
    if not call_id.isprintable():
        return []
    values = {"call_id": call_id, "after": after, "limit": limit}
    return list((await session.execute(_GOING_ON, values)).scalars())


async def to_judge_again(
    session: AsyncSession, call_id: str, version: int, limit: int
) -> Sequence[Row[Any]]:
    """Return undecided applications under an earlier version, locked, in register order.

    The columns are those of `declared`.
    """
    values = {
        "call_id": call_id, "version": version, "undecided": list(UNDECIDED), "limit": limit,
        "today": clock.today(),
    }  # fmt: skip
    return (await session.execute(_TO_JUDGE_AGAIN, values)).all()


async def under_earlier(session: AsyncSession, call_id: str, version: int) -> tuple[int, int]:
    """Return how many applications under an earlier version are not decided; and how many are, or
    go no further."""
    values = {"call_id": call_id, "version": version, "undecided": list(UNDECIDED)}
    row = (await session.execute(_OLDER, values)).one()
    return row.remaining, row.others


async def in_time(session: AsyncSession, call_id: str) -> AsyncIterator[Row[Any]]:
    """Stream the applications of a call in register order, with the columns of `declared`.

    Late ones and those that were withdrawn are left out.
    """
    values = {"call_id": call_id, "today": clock.today()}
    async for row in await session.stream(_IN_TIME, values):
        yield row


def _found(rows: Result[Any]) -> Row[Any]:
    row = rows.one_or_none()
    if row is None:
        raise Refusal("unknown-application", "La domanda non esiste.", 404)
    return row


async def eligible_up_to(
    session: AsyncSession, call_id: str, line: str, place: int
) -> list[Application]:
    """Return the applications up to a place whose last check says yes and nobody has decided.

    All applications of those places are locked first, so that a check that runs at this moment is
    either seen here or sees the act. One that was revised since, or goes no further, is left out.
    """
    places = (
        select(Application)
        .where(
            Application.call_id == call_id,
            Application.line == line,
            Application.place <= place,
            col(Application.state).in_(UNDECIDED),
            Application.stopped == "",
        )
        .order_by(col(Application.place))
        .with_for_update()
    )
    locked = (await session.exec(places)).all()
    eligible = select(Check.application_id, Check.round, Check.revision).where(
        col(Check.application_id).in_([each.id for each in locked if not each.late]),
        col(Check.outcome) == "yes",
    )
    said_yes = set((await session.exec(eligible)).all())
    return [
        each for each in locked
        if each.state == "under_review" and (each.id, each.checked, each.revision) in said_yes
    ]  # fmt: skip


async def reason(session: AsyncSession, application_id: UUID, reason_id: UUID | None) -> str:
    """Return the words of a decision's reason; refuses `unknown-reason` (422)."""
    if reason_id is None:
        return ""
    kept = await session.get(DecisionReason, reason_id)
    if kept is None or kept.application_id != application_id:
        raise Refusal("unknown-reason", "La motivazione non è di questa domanda.", 422)
    return kept.words


CaseRow = tuple[Application, Applicant, Check | None, DecisionAct | None]


async def cases(session: AsyncSession, ids: Sequence[UUID]) -> list[CaseRow]:
    """Return applications with their applicant, last check and decision."""
    statement = (
        select(Application, Applicant, Check, DecisionAct)
        .join(Applicant, col(Applicant.application_id) == Application.id)
        .outerjoin(
            Check,
            (col(Check.application_id) == Application.id)
            & (col(Check.round) == Application.checked),
        )
        .outerjoin(
            DecisionAct, (col(DecisionAct.application_id) == Application.id) & ~_taken_back()
        )
        .where(col(Application.id).in_(ids))
    )
    rows = await session.exec(statement)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _taken_back() -> Any:
    return (
        select(Reopened.sequence)
        .where(
            Reopened.application_id == DecisionAct.application_id,
            Reopened.sequence == DecisionAct.sequence,
        )
        .exists()
    )


async def found_by_words(session: AsyncSession, words: str, limit: int = 50) -> list[UUID]:
    """Return the applications whose applicant's name or code begins with the words."""
    if not words.isprintable():
        return []
    name, code = search_name(words), words.strip().upper()
    values = {"name": _beginning(name), "code": _beginning(code), "limit": limit}
    return list((await session.execute(_BY_BEGINNING, values)).scalars())


def _beginning(words: str) -> str:
    """Return the LIKE pattern of what begins with the words; nothing begins with no word."""
    return re.sub(r"([\\%_])", r"\\\1", words) + "%" if words else ""
