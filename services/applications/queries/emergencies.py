"""Emergency registers: which are there, and what they hold."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.applications.rules.emergency import Kept
from services.applications.rules.register import emergency_name

_REGISTER = """
    select r.*, c.closed_at, coalesce(c.official, '') as closed_by,
        (select max(written_at) from emergency_entry where register_id = r.id) as last_at
    from emergency_register r left join emergency_closing c on c.register_id = r.id
"""
_BY_ID = text(f"{_REGISTER} where r.id = :id")
_LAST = text(f"{_REGISTER} where r.body = :body order by r.opened_at desc, r.at desc limit 1")
_ENTRIES = text(
    """
    select m.*, d.year as register_year, d.number as register_number
    from emergency_entry m left join register_document d on d.document_id = m.document_id
    where m.register_id = :id order by m.year, m.number
    """
)
_LAST_NUMBERS = text(
    "select year, max(number) as number from emergency_entry where body = :body group by year"
)


async def register(session: AsyncSession, register_id: UUID) -> Row[Any]:
    """Return an emergency register with its closing; refuses `unknown-emergency` 404."""
    found = (await session.execute(_BY_ID, {"id": register_id})).one_or_none()
    if found is None:
        raise Refusal("unknown-emergency", "Il registro di emergenza non esiste.", 404)
    return found


async def maybe(session: AsyncSession, register_id: UUID) -> Row[Any] | None:
    """Return an emergency register, None when there is none of this id."""
    return (await session.execute(_BY_ID, {"id": register_id})).one_or_none()


async def last(session: AsyncSession, body: str) -> Row[Any] | None:
    """Return the last emergency register of a body, None before the first one."""
    return (await session.execute(_LAST, {"body": body})).one_or_none()


async def entries(session: AsyncSession, register_id: UUID) -> list[Row[Any]]:
    """Return the entries of an emergency register with their ordinary numbers, in order."""
    return list(await session.execute(_ENTRIES, {"id": register_id}))


async def kept(session: AsyncSession, register: Row[Any]) -> Kept:
    """Return what the numbers of a register that is filled in must follow."""
    rows = await entries(session, register.id)
    numbers = await session.execute(_LAST_NUMBERS, {"body": register.body})
    return Kept(
        {emergency_name(row.number, row.year): row for row in rows},
        {row.year: row.number for row in numbers},
    )
