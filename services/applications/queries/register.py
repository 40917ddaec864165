"""Entries of the registers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import RegisterEntry
from services.applications.rules import register

PAGE = 1000

_ENTRIES = text(
    "select * from register_entry "
    "where body = :body and year = :year and number > :after order by number limit :limit"
)
# What leaves is numbered with what comes in (DPR 445/2000 art. 53), and is nobody's receipt.
OUTGOING = ("integration_request", "refusal_notice", "control_notice")
_OF_APPLICATIONS = text(
    "select * from register_entry where application_id = any(:ids) and kind <> all(:outgoing) "
    "order by at"
)


async def entries(
    session: AsyncSession, body: str, year: int, after: int = 0, limit: int = PAGE
) -> list[RegisterEntry]:
    """Return the entries of one register that come after a number, in order."""
    values = {"body": body, "year": year, "after": after, "limit": limit}
    return [register.entry(row) for row in await session.execute(_ENTRIES, values)]


async def entries_of(
    session: AsyncSession, ids: Sequence[UUID]
) -> dict[UUID, list[tuple[str, RegisterEntry]]]:
    """Return, for each application, what of it came in: the kind and the entry, in order."""
    values = {"ids": list(ids), "outgoing": list(OUTGOING)}
    found: dict[UUID, list[tuple[str, RegisterEntry]]] = {each: [] for each in ids}
    for row in await session.execute(_OF_APPLICATIONS, values):
        found[row.application_id].append((row.kind, register.entry(row)))
    return found


async def is_genuine(session: AsyncSession, shown: RegisterEntry) -> bool:
    """Tell whether an entry stands in our register exactly as it is shown."""
    named = register.place(shown)
    if named is None:
        return False
    body, year, number = named
    return [shown] == await entries(session, body, year, number - 1, limit=1)
