"""Lists of a line: who stands for one, what was published, what was answered to it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.refusal import Refusal
from services.applications.models.rankings import RankingObservation, RankingRecord, RankingRow
from services.applications.queries.applications import DECLARED
from services.applications.rules.states import UNDECIDED

_LOCK = text(
    "select id from application where call_id = :call_id and line = :line and not late "
    "and stopped = '' and state = any(:undecided) order by id for update"
)
_STANDING = text(
    f"select d.*, c.revision as checked_revision, "
    "case when c.outcome <> 'yes' then c.findings end as findings "
    f"from ({DECLARED} where a.call_id = :call_id and a.line = :line and not a.late "
    "and a.stopped = '' and a.state = any(:undecided)) d "
    "left join eligibility_check c on c.application_id = d.id and c.round = d.checked "
    "order by d.place, d.id"
).columns(answers=JSONB, findings=JSONB)
_CODES = text("select application_id, code from list_code where application_id = any(:ids)")
_REVIEWERS = text(
    "select reviewer from assignment s join application a on a.id = s.application_id "
    "where a.call_id = :call_id and a.line = :line union "
    "select answered_by from ranking_observation o join ranking r on r.id = o.ranking_id "
    "where r.call_id = :call_id and r.line = :line and answered_by <> ''"
)
_SHEETS = text(
    """
    select s.application_id, s.points from score_sheet s
    join application a on a.id = s.application_id and a.revision = s.revision
    join assignment g on g.application_id = a.id and g.reviewer = s.reviewer and g.ended = ''
    where a.call_id = :call_id and a.line = :line order by s.application_id, s.reviewer
    """
).columns(points=JSONB)
_PROPOSED = text(
    "select distinct on (p.application_id) p.application_id, p.outcome, p.reason from proposal p "
    "join application a on a.id = p.application_id and a.checked = p.checked "
    "where a.call_id = :call_id and a.line = :line and not exists (select from assignment s "
    "where s.application_id = a.id and s.reviewer = p.reviewer and s.ended = 'conflict') "
    "order by p.application_id, p.at desc, p.id desc"
)
_BECAME = text(
    "select a.id, coalesce(nullif(a.stopped, ''), a.state) as state, c.accept_by_on, c.answer "
    "from application a left join acceptance c on c.application_id = a.id "
    "and c.case_round = a.round where a.id = any(:ids)"
)
_NAMES = text("select application_id, name from applicant where application_id = any(:ids)")


async def standing(
    session: AsyncSession, call_id: str, line: str, *, locked: bool
) -> Sequence[Row[Any]]:
    """Return the undecided applications of a line in time, in register order.

    The columns are those of `applications.declared`, with the revision and, unless it said yes, the
    findings of the last check.
    """
    values = {"call_id": call_id, "line": line, "undecided": list(UNDECIDED)}
    if locked:
        await session.execute(_LOCK, values)
    return (await session.execute(_STANDING, {**values, "today": clock.today()})).all()


async def sheets(
    session: AsyncSession, call_id: str, line: str
) -> Mapping[UUID, list[dict[str, int]]]:
    """Return the score sheets of the applications of a line, of those who read them still."""
    found: dict[UUID, list[dict[str, int]]] = {}
    for row in await session.execute(_SHEETS, {"call_id": call_id, "line": line}):
        found.setdefault(row.application_id, []).append(row.points)
    return found


async def proposals(session: AsyncSession, call_id: str, line: str) -> Mapping[UUID, Row[Any]]:
    """Return the last proposal on the last check of each application of a line that has one."""
    rows = await session.execute(_PROPOSED, {"call_id": call_id, "line": line})
    return {row.application_id: row for row in rows}


async def reviewers(session: AsyncSession, call_id: str, line: str) -> set[str]:
    """Return who read applications of a line, or answered observations on its lists."""
    rows = await session.execute(_REVIEWERS, {"call_id": call_id, "line": line})
    return set(rows.scalars())


async def codes(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the codes under which applications stand in public lists."""
    rows = await session.execute(_CODES, {"ids": list(ids)})
    return {row.application_id: row.code for row in rows}


async def became(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Row[Any]]:
    """Return what became of applications: `state`, and how far their acceptance is."""
    rows = await session.execute(_BECAME, {"ids": list(ids)})
    return {row.id: row for row in rows}


async def names(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of those who applied; only for lists that may bear them."""
    rows = await session.execute(_NAMES, {"ids": list(ids)})
    return {row.application_id: row.name for row in rows}


async def ranking(session: AsyncSession, ranking_id: UUID) -> RankingRecord:
    """Return a published list; refuses `unknown-ranking` (404)."""
    found = await session.get(RankingRecord, ranking_id)
    if found is None:
        raise Refusal("unknown-ranking", "La graduatoria non esiste.", 404)
    return found


async def last(session: AsyncSession, call_id: str, line: str) -> RankingRecord | None:
    """Return the list of a line that was published last; a final one stays the last."""
    statement = (
        select(RankingRecord)
        .where(RankingRecord.call_id == call_id, RankingRecord.line == line)
        .order_by(col(RankingRecord.at).desc(), col(RankingRecord.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).one_or_none()


async def is_final(session: AsyncSession, application: Row[Any]) -> bool:
    """Tell whether the final list of the line of an application stands."""
    found = await last(session, application.call_id, application.line)
    return found is not None and found.kind == "final"


async def last_of(session: AsyncSession, application_id: UUID) -> RankingRecord | None:
    """Return the list that an application stood in last."""
    statement = (
        select(RankingRecord)
        .join(RankingRow, col(RankingRow.ranking_id) == RankingRecord.id)
        .where(RankingRow.application_id == application_id)
        .order_by(col(RankingRecord.at).desc(), col(RankingRecord.id).desc())
        .limit(1)
    )
    return (await session.exec(statement)).one_or_none()


async def observations(session: AsyncSession, ranking_id: UUID) -> list[RankingObservation]:
    """Return what was answered to a list, in the order of the register."""
    statement = (
        select(RankingObservation)
        .where(RankingObservation.ranking_id == ranking_id)
        .order_by(col(RankingObservation.at), col(RankingObservation.id))
    )
    return list(await session.exec(statement))
