"""What an official is warned of, and what the same person, child or household had before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import LineDraft
from contracts.cases import CaseWarning
from services.applications.models.applications import Application
from services.applications.queries import calls, likeness
from services.applications.queries.likeness import Case
from services.applications.rules.facts import Earlier
from services.applications.rules.likeness import Key, earlier
from services.applications.rules.warnings import of_channel, warnings

_FORGET = text("delete from applicant_key where application_id = :id")
_REMEMBER = text(
    """
    insert into applicant_key (application_id, kind, path, value, alike, cents)
    select :id, kind, path, value, alike, cents
    from unnest(cast(:kinds as text[]), cast(:paths as text[]), cast(:given as text[]),
        cast(:alikes as text[]), cast(:cents as bigint[])) key (kind, path, value, alike, cents)
    """
)


async def warnings_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[CaseWarning]]:
    """Return what an official should look at in each application; it decides nothing.

    Likeness is looked for within the alliance only.
    """
    found = await likeness.alike(session, ids)
    statement = select(Application).where(col(Application.id).in_(list(ids)))
    told: dict[UUID, list[CaseWarning]] = {each: [] for each in ids}
    for application in await session.exec(statement):
        call = calls.definition(await calls.version_of(session, application))
        line = call.line(application.line)
        told[application.id] = [
            *of_channel(call, application.channel), *warnings(line, found[application.id]),
        ]  # fmt: skip
    return told


async def earlier_of(
    session: AsyncSession, application: Application | Row[Any]
) -> Mapping[str, Earlier]:
    """Return, per limit of its line, what the unit of an application had before it.

    Before it in register order; what was refused, withdrawn or not funded does not count.
    """
    call = calls.definition(await calls.version_of(session, application))
    line = call.line(application.line)
    if not line.limits:
        return {}
    case = Case(application.call_id, application.line, application.registered_at)
    return await earlier_for(session, line, case, await likeness.keys(session, application.id))


async def earlier_for(
    session: AsyncSession, line: LineDraft, case: Case, keys: Sequence[Key]
) -> Mapping[str, Earlier]:
    """Return, per limit of a line, what those with these keys had before; no limit asks nothing."""
    if not line.limits:
        return {}
    return earlier(line, keys, await likeness.had(session, case, keys))


async def remember_keys(session: AsyncSession, application_id: UUID, keys: Iterable[Key]) -> None:
    """Replace the keys of an application, whose answers or amount are no longer the same."""
    await session.execute(_FORGET, {"id": application_id})
    await session.execute(_REMEMBER, {"id": application_id, **columns(keys)})


def columns(keys: Iterable[Key]) -> dict[str, list[Any]]:
    """Return keys column by column, as a statement unnests them."""
    rows = list(keys)
    return {
        "kinds": [key.kind for key in rows],
        "paths": [key.path for key in rows],
        "given": [key.value for key in rows],
        "alikes": [key.alike for key in rows],
        "cents": [key.cents for key in rows],
    }
