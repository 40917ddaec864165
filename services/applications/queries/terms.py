"""The clocks of procedures: what happened to them, what was asked for, notices, observations."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.models.terms import (
    Integration,
    Observation,
    RefusalNotice,
    Term,
    TermFactRow,
)
from services.applications.rules.calendar import Calendar
from services.applications.rules.stops import TermFact

_PATRON = text("select patron_on from body_calendar where body = :body")
_KEEP_PATRON = text(
    "insert into body_calendar (body, patron_on) values (:body, :patron_on) "
    "on conflict (body) do update set patron_on = excluded.patron_on "
    "where body_calendar.patron_on is distinct from excluded.patron_on"
)

# A process reads the files once, when it starts: the days of a body do not change while it lives.
_calendars: dict[str, Calendar] = {}
OfCase = TypeVar("OfCase", Integration, RefusalNotice, Observation)


async def keep_patrons(session: AsyncSession, patrons: dict[str, str | None]) -> None:
    """Keep the days of the patron saints that the programme files say."""
    _calendars.clear()
    rows: Sequence[dict[str, Any]] = [
        {"body": body, "patron_on": day} for body, day in patrons.items()
    ]
    if rows:
        await session.execute(_KEEP_PATRON, rows)


async def calendar_of(session: AsyncSession, body: str) -> Calendar:
    """Return the calendar of a body; read once."""
    if body not in _calendars:
        patron = (await session.execute(_PATRON, {"body": body})).scalar()
        _calendars[body] = Calendar(patron)
    return _calendars[body]


async def term(session: AsyncSession, application_id: UUID) -> Term | None:
    """Return the clock of a case, None before it is first looked at."""
    return await session.get(Term, application_id, populate_existing=True)


async def told_facts(session: AsyncSession, application_id: UUID) -> list[TermFactRow]:
    """Return what happened to the clock of a case, in the order in which it was told."""
    statement = (
        select(TermFactRow)
        .where(TermFactRow.application_id == application_id)
        .order_by(col(TermFactRow.at), col(TermFactRow.id))
    )
    return list(await session.exec(statement))


async def facts(session: AsyncSession, application: Row[Any]) -> list[TermFact]:
    """Return what happened to the clock of a case in its round, as the rules reckon with it."""
    return [
        TermFact(each.happened_on, each.kind, each.days, str(each.about or ""))  # type: ignore[arg-type]
        for each in await told_facts(session, application.id)
        if each.case_round == application.round
    ]


async def of_case(session: AsyncSession, kind: type[OfCase], application_id: UUID) -> list[OfCase]:
    """Return the requests, notices or observations of a case in all its rounds, in their order."""
    statement = select(kind).where(kind.application_id == application_id).order_by(col(kind.id))
    rows = await session.exec(statement, execution_options={"populate_existing": True})
    return list(rows)


async def of_round(
    session: AsyncSession, kind: type[OfCase], application: Row[Any]
) -> list[OfCase]:
    """Return the requests, notices or observations of a case in its round, in their order."""
    found = await of_case(session, kind, application.id)
    return [each for each in found if each.case_round == application.round]


async def by_case(
    session: AsyncSession, kind: type[OfCase], ids: Sequence[UUID]
) -> dict[UUID, list[OfCase]]:
    """Return the requests, notices or observations of many cases in their rounds, in order."""
    statement = (
        select(kind)
        .join(Application, col(Application.id) == kind.application_id)
        .where(col(kind.application_id).in_(ids), kind.case_round == Application.round)
        .order_by(col(kind.id))
    )
    found: dict[UUID, list[OfCase]] = {each: [] for each in ids}
    for row in await session.exec(statement, execution_options={"populate_existing": True}):
        found[row.application_id].append(row)
    return found


async def clocks(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return where the clocks of cases were when something last happened to them."""
    statement = select(Term.application_id, Term.clock).where(col(Term.application_id).in_(ids))
    return dict((await session.exec(statement)).all())


async def asked(session: AsyncSession, application: Row[Any]) -> Integration | None:
    """Return the request that waits for its answer, None when there is none."""
    found = await of_round(session, Integration, application)
    return next((each for each in found if each.state == "asked"), None)


async def unanswered(session: AsyncSession, application: Row[Any]) -> Integration | None:
    """Return the request that has no answer, whether or not its days are over; None without one."""
    found = await of_round(session, Integration, application)
    return next((each for each in found if each.state in ("asked", "expired")), None)


async def integration(
    session: AsyncSession, application_id: UUID, integration_id: UUID
) -> Integration:
    """Return a request of a case; refuses `unknown-integration` (404)."""
    found = await session.get(Integration, integration_id, populate_existing=True)
    if found is None or found.application_id != application_id:
        raise Refusal("unknown-integration", "La richiesta di integrazione non esiste.", 404)
    return found


async def notice(session: AsyncSession, application_id: UUID, notice_id: UUID) -> RefusalNotice:
    """Return a notice of a case; refuses `unknown-notice` (404)."""
    found = await session.get(RefusalNotice, notice_id, populate_existing=True)
    if found is None or found.application_id != application_id:
        raise Refusal("unknown-notice", "Il preavviso non esiste.", 404)
    return found


async def observation(
    session: AsyncSession, application_id: UUID, observation_id: UUID
) -> Observation:
    """Return an observation of a case; refuses `unknown-observation` (404)."""
    found = await session.get(Observation, observation_id, populate_existing=True)
    if found is None or found.application_id != application_id:
        raise Refusal("unknown-observation", "Le osservazioni non esistono.", 404)
    return found
