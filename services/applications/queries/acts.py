"""Acts on applications: what each one says, what was signed, what was taken back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.models.review_work import ActText

_SIGNED = text(
    """
    select a.id, a.call_id, a.call_version, a.line, a.amount_cents, a.register_number,
        a.register_year, a.registered_at, d.sequence, d.outcome, d.official, d.reason, d.checked,
        d.act_year, d.act_number, d.at, c.findings, coalesce(nullif(b.name, ''), a.body) as body
    from decision d join application a on a.id = d.application_id
    join eligibility_check c on c.application_id = a.id and c.round = d.checked
    left join body_calendar b on b.body = a.body
    where d.application_id = :id order by d.sequence desc limit 1
    """
).columns(findings=JSONB)
_UNSIGNED = text(
    """
    select a.id, a.call_id, a.call_version, a.line, a.amount_cents, a.register_number,
        a.register_year, a.registered_at, cast(:outcome as text) as outcome,
        cast(:official as text) as official, cast(:reason as text) as reason, a.checked,
        cast(:year as integer) as act_year, coalesce(n.last, 0) + 1 as act_number,
        cast(:at as timestamptz) as at, c.findings, coalesce(nullif(b.name, ''), a.body) as body
    from application a
    join eligibility_check c on c.application_id = a.id and c.round = a.checked
    left join body_calendar b on b.body = a.body
    left join counter n on n.body = a.body and n.kind = 'act' and n.year = :year
    where a.id = :id
    """
).columns(findings=JSONB)
_KEEP_NAME = text(
    "insert into body_calendar (body, name) values (:body, :name) "
    "on conflict (body) do update set name = excluded.name "
    "where body_calendar.name is distinct from excluded.name"
)


async def signed(session: AsyncSession, application_id: UUID) -> Row[Any]:
    """Return the last decision on an application with all that its act says."""
    return (await session.execute(_SIGNED, {"id": application_id})).one()


async def unsigned(
    session: AsyncSession, application_id: UUID, values: Mapping[str, Any]
) -> Row[Any]:
    """Return a decision that nobody has signed yet with all that its act would say.

    `values` are its outcome, official, reason, instant and year; its number is the next one.
    """
    return (await session.execute(_UNSIGNED, {"id": application_id, **values})).one()


async def keep_names(session: AsyncSession, names: Mapping[str, str]) -> None:
    """Keep the names of the bodies that the programme files say."""
    rows: Sequence[dict[str, Any]] = [{"body": slug, "name": name} for slug, name in names.items()]
    if rows:
        await session.execute(_KEEP_NAME, rows)


async def texts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, ActText]:
    """Return the text of the last act on each application that has one."""
    statement = (
        select(ActText)
        .where(col(ActText.application_id).in_(ids))
        .order_by(col(ActText.application_id), col(ActText.sequence))
    )
    return {each.application_id: each for each in await session.exec(statement)}
