"""Who waits for a step of an employer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

_AWAITED = text(
    """
    select p.employer_key, a.id, a.waits_for from application a
    join applicant p on p.application_id = a.id
    where p.employer_key = any(:keys) and p.employer_key <> '' and a.waits_for <> ''
        and a.stopped = '' and a.state = 'under_review'
    order by a.registered_at, a.id limit :most
    """
)
MOST = 5_000


async def awaited(session: AsyncSession, keys: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the applications that wait for employers, in the order of the register."""
    return (await session.execute(_AWAITED, {"keys": list(keys), "most": MOST})).all()
