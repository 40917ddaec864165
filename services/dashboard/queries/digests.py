"""What each official hears of a day: what falls due, what came in, what did not leave."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import Recipient
from contracts.letters import DigestAudience, DigestFacts, DueCase
from kit.days import end_of_day
from services.dashboard.rules.wording import protocol

DAYS_AHEAD = 3
# More than these are read at the desk.
SHOWN = 20

# A manager hears of every case, a reviewer of those that are theirs to read.
_DUE = text(
    """
    with due as (
        select id, due_on, register_year, register_number from application_row
        where state = 'to_decide' and due_on <= :last
    ), reading as (
        select distinct on (t.application_id, t.data->>'reading')
            t.application_id, t.data->>'reviewer' as reviewer
        from timeline_fact t join due d on d.id = t.application_id
        where t.kind = 'ApplicationAssigned'
        order by t.application_id, t.data->>'reading', t.at desc, t.mark desc
    ), theirs as (
        select s.id as staff_id, d.*, count(*) over (partition by s.id) as due_count,
            row_number() over (partition by s.id order by d.due_on, d.id) as position
        from staff s join due d on s.role = 'manager' or exists (
            select from reading r
            where r.application_id = d.id and r.reviewer = 'staff:' || s.id
        )
        where s.id = any(cast(:ids as uuid[]))
    )
    select * from theirs where position <= :shown order by staff_id, position
    """
)
_STAFF = text(
    """
    select s.id, s.name, s.email, case s.role
        when 'manager' then (
            select count(*) from application_row
            where state <> '' and registered_at >= :since and registered_at < :until
        ) else (
            select count(distinct application_id) from timeline_fact
            where kind = 'ApplicationAssigned' and data->>'reviewer' = 'staff:' || s.id
                and at >= :since and at < :until
        ) end as came_in,
        case s.role when 'manager' then (
            select count(*) from letter_row
            where state in ('failed', 'unresolved') and at >= :since and at < :until
        ) else 0 end as unsent
    from staff s
    where s.active and s.role in ('manager', 'reviewer') and s.id = any(cast(:ids as uuid[]))
    order by s.id
    """
)
_PAGE = text(
    "select id from staff where active and role in ('manager', 'reviewer') "
    "and (cast(:after as uuid) is null or id > :after) order by id limit :limit"
)


async def digests(
    session: AsyncSession, ids: Sequence[UUID], day: date, house: tuple[str, str]
) -> list[DigestFacts]:
    """Return what each of these officials hears on a day; who has no account is left out.

    `house` is the name under which it is written, and the address of the desk.
    """
    values = {"ids": list(ids), "last": day + timedelta(days=DAYS_AHEAD), "shown": SHOWN}
    cases = (await session.execute(_DUE, values)).all()
    yesterday = {"since": _begin(day - timedelta(days=1)), "until": _begin(day)}
    officials = await session.execute(_STAFF, {"ids": list(ids), **yesterday})
    return [
        _facts(each, [case for case in cases if case.staff_id == each.id], day, house)
        for each in officials
    ]


async def digest_readers(
    session: AsyncSession, page: DigestAudience, day: date, house: tuple[str, str]
) -> list[UUID]:
    """Return a page of the officials who have something to hear on a day, by ascending id."""
    after = page.after
    while True:
        values = {"after": after, "limit": page.limit}
        ids = (await session.execute(_PAGE, values)).scalars().all()
        told = await digests(session, ids, day, house)
        readers = [each.recipient.application_id for each in told if each.has_news]
        if readers or not ids:
            return readers
        after = ids[-1]


def _facts(
    official: Row[Any], cases: Sequence[Row[Any]], day: date, house: tuple[str, str]
) -> DigestFacts:
    name, desk_url = house
    return DigestFacts(
        recipient=Recipient(application_id=official.id, name=official.name, email=official.email),
        day=day,
        due=[_case(each, desk_url) for each in cases],
        due_count=cases[0].due_count if cases else 0,
        came_in=official.came_in,
        unsent=official.unsent,
        desk_url=f"{desk_url}/domande",
        body_name=name,
    )


def _case(row: Row[Any], desk_url: str) -> DueCase:
    return DueCase(
        protocol=protocol(row.register_number, row.register_year),
        due_on=row.due_on,
        url=f"{desk_url}/domande/{row.id}",
    )


def _begin(day: date) -> datetime:
    return end_of_day(day - timedelta(days=1))
