"""Who reads which application: by the rule, by hand-over, by appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.review import ApplicationAssigned
from contracts.assessment import Review
from contracts.places import Alliance
from contracts.review import Appointment, EndOfReading, Handover, Staffing
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.files import Programmes
from services.applications.models.review_work import Assignment, Reviewer
from services.applications.queries import applications, calls, review_work
from services.applications.rules.agreement import wanted_readings
from services.applications.rules.assigning import chosen
from services.applications.usecases.integration import open_case
from services.applications.usecases.reviewing import review_of

BY_RULE = "rule"
AT_ONCE = 500


@dataclass(frozen=True)
class _Reading:
    """A reading that is given to somebody: of what, by whom, when."""

    application: Any
    reviewer: str
    reading: int
    by: str
    at: datetime


async def assign(session: AsyncSession, application: Any, review: Review) -> int:
    """Give an application as many readers as it needs, and return how many it still lacks.

    Those who have least to read come first; nobody who declared a conflict, or had it once.
    """
    found = await review_work.assignments(session, application.id)
    taken = {each.reading for each in found if not each.ended}
    sheets = await review_work.sheets(session, application.id, application.revision)
    wanted = wanted_readings(review, [each.points for each in sheets])
    free = [number for number in range(1, wanted + 1) if number not in taken]
    if not free:
        return 0
    readers = await review_work.readers(session, review, application)
    excluded = await review_work.excluded(session, application)
    picked = chosen(readers, excluded, len(free))
    for number, reviewer in zip(free, picked, strict=False):
        await _give(session, _Reading(application, reviewer, number, BY_RULE, clock.now()))
    return len(free) - len(picked)


async def hand_over(
    session: AsyncSession, application_id: UUID, handover: Handover
) -> ApplicationAssigned:
    """Give a reading to somebody else, with the reason; without a name the rule chooses.

    Refuses `unknown-application` 404; `already-decided`, `no-review`, `nobody-free` and
    `cannot-read` (in conflict, reads it, or had it) 409; `not-assigned` 403; `unknown-reviewer` 422
    for who is not appointed to it.
    """
    application = await open_case(session, application_id)
    _, review = await review_of(session, application)
    found = await review_work.assignments(session, application.id)
    mine = [each for each in found if each.reviewer == handover.reviewer and not each.ended]
    if not mine:
        raise Refusal("not-assigned", "La domanda non è assegnata a chi la esamina.", 403)
    to = await _successor(session, application, review, handover)
    await end(session, mine[0], "handed_over", handover.reason)
    given = _Reading(application, to, mine[0].reading, handover.official, clock.now())
    return await _give(session, given)


async def appoint(
    session: AsyncSession, programmes: Programmes, call_id: str, appointment: Appointment
) -> Staffing:
    """Appoint somebody to review a call, or no longer; readings that wait are given out.

    Refuses `unknown-call` 404, `no-review` 409, `unknown-line` and `unknown-district` 422.
    """
    version = await calls.current_version(session, call_id)
    call = calls.definition(version)
    if call.review is None:
        raise Refusal("no-review", "Il bando non prevede un'istruttoria con chi la cura.")
    if set(appointment.lines) - {line.id for line in call.lines}:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422)
    row = Reviewer(
        call_id=call_id, reviewer=appointment.reviewer, lines=appointment.lines,
        municipalities=_municipalities(programmes.alliances.get(call.owner), appointment.districts),
        active=appointment.active, appointed_by=appointment.official, appointed_at=clock.now(),
    )  # fmt: skip
    await session.merge(row)
    await session.flush()
    if not appointment.active:
        await release(session, call_id, appointment.reviewer, "removed", "")
    return await staff(session, call_id, call.review)


async def staff(session: AsyncSession, call_id: str, review: Review) -> Staffing:
    """Give out the readings of a call that wait for somebody, in register order."""
    assigned = waiting = 0
    for application_id in await review_work.unread(session, call_id, review, AT_ONCE):
        application = await applications.application(session, application_id)
        before = len(await review_work.assignments(session, application_id))
        waiting += await assign(session, application, review)
        assigned += len(await review_work.assignments(session, application_id)) - before
    return Staffing(assigned=assigned, waiting=waiting)


async def release(
    session: AsyncSession, call_id: str, reviewer: str, ended: EndOfReading, reason: str
) -> None:
    """End the readings of somebody in a call, and give each of them to another."""
    for each in await review_work.open_assignments(session, call_id, reviewer):
        application = await applications.application(session, each.application_id)
        await end(session, each, ended, reason)
        _, review = await review_of(session, application)
        await assign(session, application, review)


async def end(session: AsyncSession, reading: Assignment, ended: EndOfReading, reason: str) -> None:
    """End a reading; it stays, with its reason."""
    reading.ended, reading.reason, reading.ended_at = ended, reason, clock.now()
    session.add(reading)
    await session.flush()


async def _successor(
    session: AsyncSession, application: Any, review: Review, handover: Handover
) -> str:
    readers = await review_work.readers(session, review, application)
    excluded = await review_work.excluded(session, application)
    if handover.to is None:
        return _first(chosen(readers, excluded, 1))
    if handover.to not in {each.reviewer for each in readers}:
        sentence = "Chi deve esaminare la domanda non è tra chi cura l'istruttoria."
        raise Refusal("unknown-reviewer", sentence, 422)
    if handover.to in excluded:
        sentence = "Chi è in conflitto di interessi, o ha già avuto la domanda, non la riceve."
        raise Refusal("cannot-read", sentence)
    return handover.to


def _first(picked: Sequence[str]) -> str:
    if not picked:
        raise Refusal("nobody-free", "Nessun'altra persona può esaminare la domanda.")
    return picked[0]


async def _give(session: AsyncSession, given: _Reading) -> ApplicationAssigned:
    application = given.application
    session.add(
        Assignment(
            id=new_id(), application_id=application.id, reviewer=given.reviewer,
            reading=given.reading, assigned_by=given.by, assigned_at=given.at,
        )
    )  # fmt: skip
    await session.flush()
    fact = ApplicationAssigned(
        application_id=application.id, call_id=application.call_id, reviewer=given.reviewer,
        reading=given.reading,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=given.at)
    return fact


def _municipalities(alliance: Alliance | None, districts: Sequence[str]) -> list[str]:
    known = {each.id: each.municipalities for each in alliance.districts} if alliance else {}
    if set(districts) - set(known):
        raise Refusal("unknown-district", "L'ente del bando non ha questo distretto.", 422)
    return [code for each in districts for code in known[each]]
