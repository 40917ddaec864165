"""Whose adhesion counts on a day, and who waits for the adhesion of an employer."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.rules.states import UNDECIDED

# Of a membership `m` on the day `:today`.
COUNTS = """
    m.since_on <= :today and (m.until_on is null or m.until_on >= :today)
        and not exists (
            select from membership_suspension s
            where s.adhesion_id = m.adhesion_id and s.from_on <= :today
                and (s.to_on is null or s.to_on >= :today)
        )
"""
# What an employer has not done yet may come until the call ends: till then nobody knows (null).
GOES_ON = """
    case when (select c.state from call c where c.call_id = a.call_id) in ('closed', 'revoked')
        then false end
"""
JOINED = f"""
    exists (select from membership m where m.organisation_key = p.employer_key and {COUNTS})
"""
CONFIRMED = """
    exists (
        select from employment e
        where e.organisation_key = p.employer_key and e.worker_key = p.organisation_key
            and e.from_on <= :today and (e.to_on is null or e.to_on >= :today)
    )
"""
BY_EMPLOYER = f"""
    {JOINED} or {GOES_ON} as employer_joined, {CONFIRMED} or {GOES_ON} as employer_confirmed
"""

_WORKING_THERE = text(
    """
    select a.* from application a join applicant p on p.application_id = a.id
    where p.employer_key = :employer_key and a.stopped = '' and a.state = any(:states)
        and (cast(:worker_key as text) is null or p.organisation_key = :worker_key)
    order by a.registered_at, a.id for update of a
    """
)
_OF_THE_CALL = text(
    """
    select a.* from application a join applicant p on p.application_id = a.id
    where a.call_id = :call_id and p.employer_key <> '' and a.stopped = ''
        and a.state = any(:undecided)
    order by a.registered_at, a.id for update of a
    """
)
_COUNTS_ELSEWHERE = text(
    "select exists (select from membership m where m.organisation_key = :organisation_key "
    f"and m.adhesion_id <> :adhesion_id and {COUNTS})"
)


async def employer_of(session: AsyncSession, application_id: UUID) -> str:
    """Return the key of the employer whom an application names; nothing when it names none."""
    query = text("select employer_key from applicant where application_id = :id")
    found: str = (await session.execute(query, {"id": application_id})).scalar_one()
    return found


async def working_there(
    session: AsyncSession,
    employer_key: str,
    states: Sequence[str],
    worker_key: str | None = None,
) -> Sequence[Row[Any]]:
    """Return the applications of who works for an employer, locked, in register order."""
    values = {"employer_key": employer_key, "worker_key": worker_key, "states": list(states)}
    return (await session.execute(_WORKING_THERE, values)).all()


async def waiting_in(session: AsyncSession, call_id: str) -> Sequence[Row[Any]]:
    """Return the applications of a call that wait for an employer, locked, in register order.

    One that is being checked at this moment is waited for.
    """
    values = {"call_id": call_id, "undecided": list(UNDECIDED)}
    rows = (await session.execute(_OF_THE_CALL, values)).all()
    return [each for each in rows if each.waits_for]


async def counts_elsewhere(
    session: AsyncSession, organisation_key: str, adhesion_id: UUID, day: date
) -> bool:
    """Tell whether another adhesion of an organisation counts on a day."""
    values = {"organisation_key": organisation_key, "adhesion_id": adhesion_id, "today": day}
    return bool((await session.execute(_COUNTS_ELSEWHERE, values)).scalar_one())
