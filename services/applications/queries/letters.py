"""What letters say beside the case itself: what is awaited, accepted, taken back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import ControlFinding, ReopeningFacts
from kit.days import civil_day

_AROUND = text(
    """
    select a.id, c.accept_by_on, c.answer as acceptance, r.act_number, r.act_year, r.at, r.reason,
        r.ground, r.outcome, k.findings, k.answer_days, exists (
            select from integration i
            where i.application_id = a.id and i.case_round = a.round and i.state = 'asked'
        ) as awaited
    from application a
    left join acceptance c on c.application_id = a.id and c.case_round = a.round
    left join lateral (
        select o.act_number, o.act_year, o.at, o.reason, o.ground, d.outcome
        from reopening o
        join decision d on d.application_id = o.application_id and d.sequence = o.sequence
        where o.application_id = a.id order by o.sequence desc limit 1
    ) r on true
    left join lateral (
        select findings, answer_days from control where application_id = a.id
        order by at desc, id desc limit 1
    ) k on true
    where a.id = any(cast(:ids as uuid[]))
    """
).columns(findings=JSONB)


async def around(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return the facts of letters that stand beside each application, by their names."""
    rows = await session.execute(_AROUND, {"ids": list(ids)})
    return {row.id: _said(row) for row in rows}


def _said(row: Row[Any]) -> Mapping[str, Any]:
    return {
        "accept_by_on": row.accept_by_on,
        "acceptance": row.acceptance,
        "awaited": row.awaited,
        "reopening": _reopening(row) if row.at else None,
        "control": _control(row) if row.findings else None,
    }


def _reopening(row: Row[Any]) -> ReopeningFacts:
    return ReopeningFacts(
        act=f"{row.act_number}/{row.act_year}",
        act_on=civil_day(row.at),
        reason=row.reason,
        ground=row.ground,
        took_back=row.outcome,
    )


def _control(row: Row[Any]) -> ControlFinding:
    return ControlFinding(findings=row.findings, answer_days=row.answer_days)
