"""Applications that are alike, and what the same unit had before; by index, never by a scan."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.applications.rules.likeness import Had, Key
from services.applications.rules.warnings import Alike

MOST_OTHERS = 20

# A code that one form declares and by which somebody else applied is of the same household.
_ALIKE = text(
    """
    select mine.application_id, mine.kind, mine.path, theirs.kind as their_kind,
        mine.value = theirs.value as same, theirs.id as other,
        theirs.registered_at < own.registered_at as before,
        theirs.register_number, theirs.register_year
    from applicant_key mine
    join application own on own.id = mine.application_id
    cross join lateral (
        select other.id, other.register_number, other.register_year, other.registered_at,
            k.kind, k.value
        from applicant_key k join application other on other.id = k.application_id
        where k.alike = mine.alike and k.application_id <> mine.application_id
            and other.alliance = own.alliance
            and (k.kind = mine.kind
                or (k.kind = 'applicant' and mine.kind in ('child', 'household'))
                or (mine.kind = 'applicant' and k.kind in ('child', 'household')))
        order by other.registered_at limit :most
    ) theirs
    where mine.application_id = any(:ids)
    order by mine.application_id, mine.kind, mine.path, theirs.register_year,
        theirs.register_number
    """
)
_HAD = text(
    """
    select wanted.kind, wanted.value, earlier.line = :line as same_line,
        count(distinct earlier.id) as applications,
        coalesce(sum(least(k.cents, earlier.amount_cents)), 0) as cents
    from unnest(cast(:kinds as text[]), cast(:alikes as text[]), cast(:given as text[]))
        wanted (kind, alike, value)
    join applicant_key k
        on k.alike = wanted.alike and k.kind = wanted.kind and k.value = wanted.value
    join application earlier on earlier.id = k.application_id
    where earlier.call_id = :call_id
        and earlier.state not in ('refused', 'not_funded', 'withdrawn', 'call_revoked')
        and earlier.registered_at < coalesce(cast(:before as timestamptz), 'infinity')
    group by wanted.kind, wanted.value, same_line
    """
)
_FILED_BY = text(
    "select k.alike, a.register_number, a.register_year "
    "from applicant_key k join application a on a.id = k.application_id "
    "where k.kind = 'applicant' and k.alike = any(:codes) and a.call_id = :call_id "
    "order by a.registered_at"
)
_KEYS = text("select * from applicant_key where application_id = :id")


async def alike(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Alike]]:
    """Return what is alike to each application in its alliance, at most twenty for each key."""
    found: dict[UUID, list[Alike]] = {each: [] for each in ids}
    for row in await session.execute(_ALIKE, {"ids": list(ids), "most": MOST_OTHERS}):
        number = (row.register_number, row.register_year)
        each = Alike(row.kind, row.path, row.their_kind, row.same, row.other, number, row.before)
        found[row.application_id].append(each)
    return found


class Case(NamedTuple):
    """Where earlier applications are looked for: those of a call, registered before an instant.

    `before` None is for a form that has no number yet.
    """

    call_id: str
    line: str
    before: datetime | None = None


async def had(session: AsyncSession, case: Case, keys: Sequence[Key]) -> list[Had]:
    """Return what those with the same keys asked and got before, in their line and elsewhere.

    Refused, withdrawn and unfunded applications do not count. A key must be the same to the letter:
    two people may share a code in which omocodia is undone.
    """
    values = {
        **case._asdict(), "kinds": [key.kind for key in keys],
        "alikes": [key.alike for key in keys], "given": [key.value for key in keys],
    }  # fmt: skip
    rows = await session.execute(_HAD, values)
    return [
        Had(row.kind, row.value, row.same_line, row.applications, int(row.cents)) for row in rows
    ]


async def keys(session: AsyncSession, application_id: UUID) -> list[Key]:
    """Return the keys of an application."""
    rows = await session.execute(_KEYS, {"id": application_id})
    return [Key(row.kind, row.path, row.value, row.alike, row.cents) for row in rows]


async def filed_by(
    session: AsyncSession, call_id: str, codes: Sequence[str]
) -> list[tuple[str, tuple[int, int]]]:
    """Return by which of these codes, omocodia undone, somebody applied to a call, with number."""
    rows = await session.execute(_FILED_BY, {"call_id": call_id, "codes": list(codes)})
    return [(row.alike, (row.register_number, row.register_year)) for row in rows]
