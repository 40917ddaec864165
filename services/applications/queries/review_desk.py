"""Who reads what: the undecided applications of reviewed calls, and those appointed to them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

_OPEN = "a.state in ('registered', 'under_review') and a.stopped = ''"
# What somebody proposed who then declared a conflict counts no more.
_WORK = f"""
    select a.id, a.call_id, a.call_version, a.line, a.answer_due_on, a.checked, a.revision,
        a.amount_cents, o.outcome as proposed, o.reviewer as proposed_by, o.id as proposal_id,
        case when o.id is not null then 'signature'
            when not exists (
                select from assignment s where s.application_id = a.id and s.ended = ''
            ) then 'reader' else 'reading' end as waits_for
    from application a left join lateral (
        select p.id, p.outcome, p.reviewer from proposal p
        where p.application_id = a.id and p.checked = a.checked and not exists (
            select from assignment c where c.application_id = a.id
                and c.reviewer = p.reviewer and c.ended = 'conflict'
        )
        order by p.at desc, p.id desc limit 1
    ) o on true
    where {_OPEN}
        and exists (select from reviewer r where r.call_id = a.call_id)
        and (:call_id = '' or a.call_id = :call_id)
        and (:reviewer = '' or exists (
            select from assignment m
            where m.application_id = a.id and m.reviewer = :reviewer and m.ended = ''
        ))
"""
_COUNTS = text(f"select w.waits_for, count(*) as many from ({_WORK}) w group by w.waits_for")
_PAGE = text(
    f"""
    select w.* from ({_WORK}) w
    where (:waits_for = '' or w.waits_for = :waits_for) and (
        cast(:after as uuid) is null or (w.answer_due_on, w.id) > (
            select b.answer_due_on, b.id from application b where b.id = cast(:after as uuid)
        )
    )
    order by w.answer_due_on, w.id limit :limit
    """
)
_READERS = text(
    """
    select s.application_id, s.reviewer, s.reading,
        exists (select from conflict_declaration c where c.call_id = a.call_id
            and c.reviewer = s.reviewer and c.application_id is null) as declared,
        p.points, p.at as given_at
    from assignment s join application a on a.id = s.application_id
    left join score_sheet p on p.application_id = a.id and p.revision = a.revision
        and p.reviewer = s.reviewer
    where s.application_id = any(:ids) and s.ended = ''
    order by s.application_id, s.reading
    """
).columns(points=JSONB)
_ANSWERED = text(
    """
    select g.application_id, count(distinct g.item) as many
    from checklist_answer g join application a
        on a.id = g.application_id and a.revision = g.revision
    join assignment s on s.application_id = a.id and s.reviewer = g.reviewer and s.ended = ''
    where g.application_id = any(:ids) group by g.application_id
    """
)
_SIGNED = text(
    "select proposal_id, count(*) as many from signature where proposal_id = any(:ids) "
    "group by proposal_id"
)
_REVIEWERS = text(
    f"""
    select r.reviewer, r.lines, r.active, d.declared, d.conflict, l.waiting, l.handed_in
    from reviewer r, lateral (
        select count(*) > 0 as declared, coalesce(bool_or(c.conflict), false) as conflict
        from conflict_declaration c
        where c.call_id = r.call_id and c.reviewer = r.reviewer and c.application_id is null
    ) d, lateral (
        select count(*) as waiting, count(p.reviewer) as handed_in
        from assignment s join application a on a.id = s.application_id
        left join score_sheet p on p.application_id = a.id and p.revision = a.revision
            and p.reviewer = s.reviewer
        where s.reviewer = r.reviewer and s.ended = '' and a.call_id = r.call_id and {_OPEN}
    ) l
    where r.call_id = :call_id order by r.active desc, r.appointed_at, r.reviewer
    """
).columns(lines=JSONB)

Values = Mapping[str, Any]


async def counts(session: AsyncSession, values: Values) -> dict[str, int]:
    """Return how many applications wait for what; `values` name a call, a reviewer, or neither."""
    rows = await session.execute(_COUNTS, values)
    return {each.waits_for: each.many for each in rows}


async def page(session: AsyncSession, values: Values) -> Sequence[Row[Any]]:
    """Return applications by the last day of their term, after one of them."""
    return (await session.execute(_PAGE, values)).all()


async def readers(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return who reads applications, with the points that they gave, reading by reading."""
    found: dict[UUID, list[Row[Any]]] = {}
    for row in await session.execute(_READERS, {"ids": list(ids)}):
        found.setdefault(row.application_id, []).append(row)
    return found


async def answered(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many items of their checklist have an answer."""
    rows = await session.execute(_ANSWERED, {"ids": list(ids)})
    return {each.application_id: each.many for each in rows}


async def signatures(session: AsyncSession, proposals: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many signed under proposals."""
    rows = await session.execute(_SIGNED, {"ids": list(proposals)})
    return {each.proposal_id: each.many for each in rows}


async def reviewers(session: AsyncSession, call_id: str) -> Sequence[Row[Any]]:
    """Return who is appointed to a call, or was, those who are active first."""
    return (await session.execute(_REVIEWERS, {"call_id": call_id})).all()
