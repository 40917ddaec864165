"""The review of applications: appointments, declarations, readings, answers, points, proposals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.assessment import Review
from services.applications.models.review_work import (
    Assignment,
    ChecklistAnswer,
    Conflict,
    Proposal,
    ProposalSignature,
    Reviewer,
    Scores,
)
from services.applications.rules.assigning import Reader, may_read
from services.applications.rules.four_eyes import Proposed

# Of applications, what stands between them and somebody who would read them.
_STANDING = text(
    """
    select a.id, exists (
        select from reviewer r where r.call_id = a.call_id and r.reviewer = :reviewer
    ) as appointed, exists (
        select from conflict_declaration c
        where c.call_id = a.call_id and c.reviewer = :reviewer and c.application_id is null
    ) as declared, exists (
        select from conflict_declaration c
        where c.call_id = a.call_id and c.reviewer = :reviewer and c.conflict
            and (c.application_id is null or c.application_id = a.id)
    ) as in_conflict
    from application a where a.id = any(:ids)
    """
)
_PLACE = text("select municipality from applicant where application_id = :id")
_READERS = text(
    """
    select r.reviewer, r.lines, r.municipalities, (
        select count(*) from assignment s join application a on a.id = s.application_id
        where s.reviewer = r.reviewer and s.ended = '' and a.stopped = ''
            and a.state in ('registered', 'under_review')
    ) as load
    from reviewer r where r.call_id = :call_id and r.active
    order by r.reviewer
    """
).columns(lines=JSONB, municipalities=JSONB)
_EXCLUDED = text(
    """
    select reviewer from conflict_declaration
    where call_id = :call_id and conflict and (application_id is null or application_id = :id)
    union select reviewer from assignment where application_id = :id and ended <> 'removed'
    """
)
_UNREAD = text(
    """
    select a.id from application a, lateral (
        select count(*) as many from assignment s where s.application_id = a.id and s.ended = ''
    ) as readings, lateral (
        select count(*) as many from score_sheet p
        where p.application_id = a.id and p.revision = a.revision
    ) as sheets
    where a.call_id = :call_id and a.state = 'under_review' and a.stopped = '' and (
        readings.many < :usual or (:third and readings.many = :usual and sheets.many >= :usual)
    )
    order by a.registered_at, a.id limit :limit
    """
)
_GIVEN = text(
    """
    select s.application_id, s.points from score_sheet s
    join application a on a.id = s.application_id and a.revision = s.revision
    join assignment g on g.application_id = a.id and g.reviewer = s.reviewer and g.ended = ''
    where a.call_id = :call_id order by s.application_id, s.reviewer
    """
).columns(points=JSONB)


async def standing(
    session: AsyncSession, ids: Sequence[UUID], reviewer: str
) -> dict[UUID, Row[Any]]:
    """Return how somebody stands to applications that exist.

    `appointed` to the review of their calls, `declared` for them, `in_conflict`.
    """
    rows = await session.execute(_STANDING, {"ids": list(ids), "reviewer": reviewer})
    return {row.id: row for row in rows}


async def readers(session: AsyncSession, review: Review, application: Any) -> list[Reader]:
    """Return who may read an application, with what they have to read already."""
    rows = await session.execute(_READERS, {"call_id": application.call_id})
    found = (
        Reader(each.reviewer, frozenset(each.lines), frozenset(each.municipalities), each.load)
        for each in rows
    )
    place = (await session.execute(_PLACE, {"id": application.id})).scalar_one()
    by = review.assign_by
    return [each for each in found if may_read(each, by, application.line, place)]


async def excluded(session: AsyncSession, application: Any) -> set[str]:
    """Return who cannot be given an application: in conflict, or had it once."""
    values = {"call_id": application.call_id, "id": application.id}
    return set((await session.execute(_EXCLUDED, values)).scalars())


async def unread(session: AsyncSession, call_id: str, review: Review, limit: int) -> list[UUID]:
    """Return applications under review that more should read, in register order.

    Among them those of which every usual sheet is in, when there may be a third reading.
    """
    third = review.most_apart is not None
    values = {"call_id": call_id, "usual": review.reviewers, "third": third, "limit": limit}
    return list((await session.execute(_UNREAD, values)).scalars())


async def appointed(session: AsyncSession, call_id: str, reviewer: str) -> Reviewer | None:
    """Return the appointment of somebody to a call, None when there is none."""
    return await session.get(Reviewer, (call_id, reviewer), populate_existing=True)


async def declared_by(session: AsyncSession, call_id: str) -> set[str]:
    """Return who declared for a whole call."""
    statement = select(Conflict.reviewer).where(
        Conflict.call_id == call_id, col(Conflict.application_id).is_(None)
    )
    return set(await session.exec(statement))


async def assignments(session: AsyncSession, application_id: UUID) -> list[Assignment]:
    """Return all readings of an application, also those that ended, the first one first."""
    statement = (
        select(Assignment)
        .where(Assignment.application_id == application_id)
        .order_by(col(Assignment.assigned_at), col(Assignment.id))
    )
    return list(await session.exec(statement, execution_options={"populate_existing": True}))


async def open_assignments(session: AsyncSession, call_id: str, reviewer: str) -> list[Assignment]:
    """Return the readings that somebody has in a call and that go on."""
    statement = text(
        "select s.id from assignment s join application a on a.id = s.application_id "
        "where a.call_id = :call_id and s.reviewer = :reviewer and s.ended = '' "
        "and a.state in ('registered', 'under_review') order by s.assigned_at, s.id"
    )
    values = {"call_id": call_id, "reviewer": reviewer}
    ids = list((await session.execute(statement, values)).scalars())
    rows = select(Assignment).where(col(Assignment.id).in_(ids)).order_by(col(Assignment.id))
    return list(await session.exec(rows, execution_options={"populate_existing": True}))


async def answers(
    session: AsyncSession, application_id: UUID, revision: int
) -> dict[str, ChecklistAnswer]:
    """Return the last answer to each item about a revision, of those who read it still."""
    statement = (
        select(ChecklistAnswer)
        .join(Assignment, _is_read_by(ChecklistAnswer))
        .where(
            ChecklistAnswer.application_id == application_id,
            ChecklistAnswer.revision == revision,
        )
        .order_by(col(ChecklistAnswer.at), col(ChecklistAnswer.id))
    )
    return {each.item: each for each in await session.exec(statement)}


async def sheets(session: AsyncSession, application_id: UUID, revision: int) -> list[Scores]:
    """Return the points given to a revision by those who read it still, as they came."""
    statement = (
        select(Scores)
        .join(Assignment, _is_read_by(Scores))
        .where(Scores.application_id == application_id, Scores.revision == revision)
        .order_by(col(Scores.at), col(Scores.reviewer))
    )
    return list(await session.exec(statement))


def _is_read_by(kind: type[ChecklistAnswer] | type[Scores]) -> Any:
    return (
        (col(Assignment.application_id) == kind.application_id)
        & (col(Assignment.reviewer) == kind.reviewer)
        & (col(Assignment.ended) == "")
    )


async def sheets_of_call(session: AsyncSession, call_id: str) -> list[list[dict[str, int]]]:
    """Return the points given in a call, application by application."""
    found: dict[UUID, list[dict[str, int]]] = {}
    for row in await session.execute(_GIVEN, {"call_id": call_id}):
        found.setdefault(row.application_id, []).append(row.points)
    return list(found.values())


async def proposal(session: AsyncSession, application_id: UUID, checked: int) -> Proposal | None:
    """Return the last proposal on a check, None while there is none.

    What somebody proposed who then declared a conflict counts no more.
    """
    in_conflict = (
        select(Assignment.id)
        .where(
            Assignment.application_id == Proposal.application_id,
            Assignment.reviewer == Proposal.reviewer,
            Assignment.ended == "conflict",
        )
        .exists()
    )
    statement = (
        select(Proposal)
        .where(Proposal.application_id == application_id, Proposal.checked == checked)
        .where(~in_conflict)
        .order_by(col(Proposal.at).desc(), col(Proposal.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).first()


async def signers(session: AsyncSession, proposal_id: UUID) -> tuple[str, ...]:
    """Return who signed under a proposal, in the order in which they did."""
    statement = (
        select(ProposalSignature.official)
        .where(ProposalSignature.proposal_id == proposal_id)
        .order_by(col(ProposalSignature.at), col(ProposalSignature.official))
    )
    return tuple(await session.exec(statement))


async def proposed(session: AsyncSession, application: Any) -> Proposed | None:
    """Return what was proposed on the last check of an application, with who signed under it."""
    found = await proposal(session, application.id, application.checked)
    if found is None:
        return None
    return Proposed(found.outcome, found.reviewer, await signers(session, found.id))  # type: ignore[arg-type]


async def reviewed_by(session: AsyncSession, application_id: UUID) -> set[str]:
    """Return all who have read an application, also those who do no longer."""
    return {each.reviewer for each in await assignments(session, application_id)}
