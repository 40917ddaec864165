"""The clock of a procedure: it opens, things happen to it, it is read day by day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.procedure import TermMoved
from contracts.calls import Call
from contracts.terms import TermFactKind, TermReading, TermReckoning, ToldFact
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from programmes.laws import packaged_laws
from services.applications.models.terms import Term, TermFactRow
from services.applications.queries import applications, calls, terms
from services.applications.rules.day import days_later
from services.applications.rules.reckoning import reckon
from services.applications.rules.register import protocol
from services.applications.rules.stops import TermFact, stops_of
from services.applications.rules.terms import clock_of, is_over, next_look, told_by_now

REGISTER = "register"

_OPEN = text(
    """
    with started as (
        insert into term_fact (id, application_id, kind, happened_on, days, given_by, reference, at,
            case_round)
        values (:fact_id, :id, 'started', :on, :days, :given_by, :reference, :at, :round)
        on conflict do nothing
    ), corrected as (
        update application set answer_due_on = :due_on where id = :id and answer_due_on <> :due_on
    )
    insert into term (application_id, due_on, clock, wake_at, reckoning, changed_at)
    values (:id, :due_on, :clock, :wake_at, :reckoning, :at)
    on conflict (application_id) do nothing
    """
).bindparams(bindparam("reckoning", type_=JSONB))
_REWRITE = text(
    """
    with told as (update application set answer_due_on = :due_on where id = :id)
    update term set due_on = :due_on, clock = :clock, rung = :rung, wake_at = :wake_at,
        reckoning = :reckoning, changed_at = :at
    where application_id = :id
    """
).bindparams(bindparam("reckoning", type_=JSONB))


@dataclass(frozen=True)
class Happening:
    """Something that happened to the clock of a case on a day, who says so, and what proves it."""

    kind: TermFactKind
    on: date
    given_by: str
    at: datetime
    days: int = 0
    about: UUID | None = None
    reference: str = ""


async def last_day(session: AsyncSession, body: str, started_on: date, days: int) -> date:
    """Return the last day of a term to which nothing has happened."""
    calendar = await terms.calendar_of(session, body)
    return calendar.workday(days_later(started_on, days))


async def term_of(session: AsyncSession, application: Row[Any], call: Call, at: datetime) -> Term:
    """Return the clock of a locked application; it opens when it is first looked at."""
    known = await terms.term(session, application.id)
    if known is not None:
        return known
    started = TermFact(clock.civil_day(application.arrived_at), "started", call.review_days)
    calendar = await terms.calendar_of(session, application.body)
    reckoned = reckon(packaged_laws(), calendar, [started])
    values = _columns(application, reckoned, at, 0) | {
        "fact_id": new_id(), "on": started.on, "days": started.days, "given_by": REGISTER,
        "reference": protocol(application.register_number, application.register_year),
        "round": application.round,
    }  # fmt: skip
    await session.execute(_OPEN, values)
    opened = await terms.term(session, application.id)
    if opened is None:
        raise LookupError(f"the term of {application.id} did not open")
    return opened


async def start_again(
    session: AsyncSession, application: Row[Any], days: int, official: str, reference: str
) -> TermMoved:
    """Let a new term run for a locked application that was opened again, from today.

    It is a procedure that the office begins (art. 2 c. 6 L. 241/1990), by the act that `reference`
    names.
    """
    at = clock.now()
    started = Happening(
        "started", clock.civil_day(at), official, at, days=days, reference=reference
    )
    return await happened(session, application, started)


async def happened(session: AsyncSession, application: Row[Any], happening: Happening) -> TermMoved:
    """Keep a fact of the clock of a locked application, and reckon its last day again.

    Refuses `already-suspended` (409) for a second stop of art. 2 c. 7 L. 241/1990.
    """
    version = await calls.version_of(session, application)
    await term_of(session, application, calls.definition(version), happening.at)
    known = await terms.facts(session, application)
    about = str(happening.about or "")
    fact = TermFact(happening.on, happening.kind, happening.days, about)
    calendar = await terms.calendar_of(session, application.body)
    reckoned = reckon(packaged_laws(), calendar, [*known, fact])
    session.add(
        TermFactRow(
            id=new_id(), application_id=application.id, kind=happening.kind,
            happened_on=happening.on, days=happening.days, about=happening.about,
            reference=happening.reference, given_by=happening.given_by, at=happening.at,
            case_round=application.round,
        )
    )  # fmt: skip
    await session.flush()
    return await rewrite(session, application, reckoned, happening.at)


async def answer_by(
    session: AsyncSession, application: Row[Any], kind: Literal["integration", "notice"]
) -> date:
    """Return the last day on which who applied may answer the last request, or notice."""
    known = await terms.facts(session, application)
    calendar = await terms.calendar_of(session, application.body)
    stops = stops_of(packaged_laws(), calendar, known)
    return max(each.answer_by_on for each in stops if each.kind == kind)


async def rewrite(
    session: AsyncSession, application: Row[Any], reckoned: TermReckoning, at: datetime
) -> TermMoved:
    """Write where the clock of a locked application is; announced when that is news."""
    before = await terms.term(session, application.id)
    known = (before.due_on, before.clock) if before else None
    reached = told_by_now(reckoned, packaged_laws().ladder, clock.civil_day(at))
    values = _columns(application, reckoned, at, min(before.rung if before else 0, reached))
    await session.execute(_REWRITE, values)
    fact = TermMoved(
        application_id=application.id, due_on=reckoned.due_on, clock=values["clock"], at=at,
        wake_at=values["wake_at"], round=application.round,
    )  # fmt: skip
    if known != (fact.due_on, fact.clock):
        await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def term_reading(session: AsyncSession, application_id: UUID) -> TermReading:
    """Return the clock of a case day by day, with what happened to it.

    One that nobody has looked at is reckoned as it will be. Refuses `unknown-application` (404).
    """
    at = clock.now()
    application = await applications.declared(
        session, application_id, clock.civil_day(at), locked=False
    )
    told = await terms.told_facts(session, application_id)
    call = calls.definition(await calls.version_of(session, application))
    started = TermFact(clock.civil_day(application.arrived_at), "started", call.review_days)
    facts = await terms.facts(session, application) or [started]
    calendar = await terms.calendar_of(session, application.body)
    reckoned = reckon(packaged_laws(), calendar, facts)
    over = is_over(application.state, application.stopped)
    return TermReading(
        application_id=application_id,
        protocol=protocol(application.register_number, application.register_year),
        clock=clock_of(reckoned, at, over=over),
        reckoning=reckoned,
        facts=[_told(each) for each in told],
    )


def _told(row: TermFactRow) -> ToldFact:
    return ToldFact(
        kind=row.kind, on=row.happened_on, days=row.days, given_by=row.given_by,
        reference=row.reference, at=row.at,
    )  # fmt: skip


def _columns(
    application: Row[Any], reckoned: TermReckoning, at: datetime, rung: int
) -> dict[str, Any]:
    over = is_over(application.state, application.stopped)
    return {
        "id": application.id,
        "due_on": reckoned.due_on,
        "clock": clock_of(reckoned, at, over=over),
        "wake_at": None if over else next_look(reckoned, packaged_laws().ladder, at, rung),
        "rung": rung,
        "reckoning": reckoned.model_dump(mode="json", exclude={"days"}),
        "at": at,
    }
