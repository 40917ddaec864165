"""What an employer does or leaves undone, and the applications of those who work there."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationRevised, EmployerLeft
from contracts.network import AdhesionWithdrawn, EmploymentConfirmed, EmploymentEnded
from kit.eventlog import announce_all
from kit.messages import Event
from services.applications.models.employers import Employment
from services.applications.queries import membership
from services.applications.rules.states import UNDECIDED, State

PROMISED: tuple[State, ...] = ("granted", "waitlisted", "awarded")

_END = text(
    """
    insert into employment (employment_id, organisation_key, worker_key, to_on)
    values (:employment_id, :organisation_key, :worker_key, :to_on)
    on conflict (employment_id) do update set to_on = excluded.to_on
    """
)


async def remember_employment(session: AsyncSession, fact: EmploymentConfirmed) -> None:
    """Remember that somebody works there, also when the end of it is known already."""
    told = insert(Employment).values(fact.model_dump())
    known = text("coalesce(employment.to_on, excluded.to_on)")
    merged = told.on_conflict_do_update(
        index_elements=["employment_id"], set_={"from_on": told.excluded.from_on, "to_on": known}
    )
    await session.execute(merged)
    await look_again(session, fact.organisation_key, fact.worker_key)


async def remember_ending(session: AsyncSession, fact: EmploymentEnded) -> None:
    """Remember the last day of a relation, whichever of the two facts arrives first."""
    await session.execute(_END, fact.model_dump())
    await look_again(session, fact.organisation_key, fact.worker_key)


async def look_again(
    session: AsyncSession, employer_key: str, worker_key: str | None = None
) -> None:
    """Have the undecided applications of who works for an employer checked again.

    They keep their number and their place; nothing that they declare changes.
    """
    rows = await membership.working_there(session, employer_key, UNDECIDED, worker_key)
    await _tell(session, ((each.alliance, _revised(each)) for each in rows))


async def stop_waiting(session: AsyncSession, call_id: str) -> None:
    """Have those that still wait for an employer checked again, now that their call ended."""
    rows = await membership.waiting_in(session, call_id)
    await _tell(session, ((each.alliance, _revised(each)) for each in rows))


async def tell_who_was_promised(session: AsyncSession, fact: AdhesionWithdrawn) -> None:
    """Announce that the employer left, for each application that was granted before.

    Not while another adhesion of the same employer counts.
    """
    key, after = fact.organisation_key, fact.until_on + timedelta(days=1)
    if await membership.counts_elsewhere(session, key, fact.adhesion_id, after):
        return
    rows = await membership.working_there(session, key, PROMISED)
    left = (
        EmployerLeft(
            application_id=each.id, adhesion_id=fact.adhesion_id, until_on=fact.until_on,
            state=each.state,
        )
        for each in rows
    )  # fmt: skip
    alliances = (each.alliance for each in rows)
    await _tell(session, zip(alliances, left, strict=True))


def _revised(application: Row[Any]) -> ApplicationRevised:
    return ApplicationRevised(
        application_id=application.id, by="employer", revision=application.revision,
        call_id=application.call_id, call_version=application.call_version, line=application.line,
        amount_cents=application.amount_cents, round=application.round,
    )  # fmt: skip


async def _tell(session: AsyncSession, told: Iterable[tuple[str, Event]]) -> None:
    """Announce facts of as many applications, one statement for each alliance."""
    ordered = sorted(told, key=lambda pair: pair[0])
    for alliance, pairs in groupby(ordered, key=lambda pair: pair[0]):
        await announce_all(session, [fact for _, fact in pairs], alliance=alliance)
