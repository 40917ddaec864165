"""What happens to a clock by itself: a wait that ends, a last day that comes near."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.procedure import IntegrationExpired, TendTerm, TermMoved, TermNearing
from contracts.terms import FactGiven, NoticeReason, TermReckoning
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from programmes.laws import packaged_laws
from services.applications.models.terms import Integration
from services.applications.queries import applications, calls, terms
from services.applications.rules.completion import days_to_answer
from services.applications.rules.reckoning import reckon
from services.applications.rules.refusals import InvalidForm
from services.applications.rules.terms import clock_of, is_over, told_by_now
from services.applications.usecases.integration import open_case
from services.applications.usecases.notice_of_refusal import is_due, keep_draft, unmet
from services.applications.usecases.terms import (
    Happening,
    answer_by,
    happened,
    rewrite,
    term_of,
)

HOUSE = "capofila"

_CLIMB = text("update term set rung = :rung where application_id = :id")


async def tend_term(session: AsyncSession, command: TendTerm) -> TermMoved:
    """Look at the clock of a case, and do what its time has come for; never an outcome.

    Refuses `unknown-application` (404).
    """
    application, at = await applications.application(session, command.application_id), clock.now()
    call = calls.definition(await calls.version_of(session, application))
    await term_of(session, application, call, at)
    over = is_over(application.state, application.stopped)
    if not over:
        await _expire_integration(session, application, at)
    calendar = await terms.calendar_of(session, application.body)
    facts = await terms.facts(session, application)
    reckoned = reckon(packaged_laws(), calendar, facts)
    if not over:
        await _tell(session, application, reckoned, at)
    return await rewrite(session, application, reckoned, at)


async def give_fact(session: AsyncSession, application_id: UUID, given: FactGiven) -> TermMoved:
    """Keep a fact that an official tells, and reckon the last day again.

    Refuses `unknown-application` 404, `already-decided` and `already-suspended` 409,
    `not-asked` 409 for the answer to nothing, `too-many-days` and `invalid-request` 422 for days
    that cannot be.
    """
    application, at = await open_case(session, application_id), clock.now()
    _check_day(given, clock.civil_day(application.arrived_at), clock.civil_day(at))
    asked = await terms.asked(session, application)
    facts = await terms.facts(session, application)
    _check_answers(given, {each.kind for each in facts}, waiting=asked is not None)
    about = asked.id if asked and given.kind == "integration_served" else None
    happening = Happening(
        given.kind, given.on, given.official, at, given.days, about, given.reference
    )
    moved = await happened(session, application, happening)
    if asked and about:
        await _move_answer(session, application, asked)
    return moved


def _check_day(given: FactGiven, arrived_on: date, today: date) -> None:
    if given.on > today:
        raise InvalidForm("on", "fact-in-the-future", "Il fatto è nel futuro.")
    if given.on < arrived_on:
        raise InvalidForm("on", "fact-before-arrival", "Il fatto viene prima della domanda.")
    days_to_answer(packaged_laws().suspension_on(given.on), given.days, None)


def _check_answers(given: FactGiven, known: Collection[str], *, waiting: bool) -> None:
    """Refuse `not-asked` (409) for a fact that answers nothing."""
    asked = {
        "integration_served": waiting,
        "information_received": "information_asked" in known,
    }
    if not asked.get(given.kind, True):
        raise Refusal("not-asked", "Non è stato chiesto nulla a cui questo fatto risponda.")


async def _move_answer(session: AsyncSession, application: Row[Any], asked: Integration) -> None:
    asked.answer_by_on = await answer_by(session, application, "integration")
    session.add(asked)


async def _expire_integration(session: AsyncSession, application: Row[Any], at: datetime) -> None:
    """End the wait for what did not come, and draft the notice that a person may then give."""
    asked, today = await terms.asked(session, application), clock.civil_day(at)
    if asked is None or asked.answer_by_on is None or today <= asked.answer_by_on:
        return
    asked.state = "expired"
    session.add(asked)
    happening = Happening("integration_expired", today, HOUSE, at, about=asked.id)
    await happened(session, application, happening)
    notice_id = await _drafted(session, application, asked, at)
    fact = IntegrationExpired(
        application_id=application.id, integration_id=asked.id, notice_id=notice_id
    )
    await announce(session, fact, alliance=application.alliance, at=at)


async def _drafted(
    session: AsyncSession, application: Row[Any], asked: Integration, at: datetime
) -> UUID | None:
    if not await is_due(session, application, at):
        return None
    reasons = await unmet(session, application) or [_reason(each) for each in asked.items]
    return await keep_draft(session, application, reasons, "integration_expired", HOUSE)


def _reason(item: dict[str, Any]) -> NoticeReason:
    sentence = f"Non è arrivato quanto è stato chiesto: {item['missing']}"
    return NoticeReason(article=item["article"], sentence=sentence)


async def _tell(
    session: AsyncSession, application: Row[Any], reckoned: TermReckoning, at: datetime
) -> None:
    """Tell each role whose rung is reached, once for each last day; none while it stands still."""
    known = await terms.term(session, application.id)
    told, today = known.rung if known else 0, clock.civil_day(at)
    ladder = packaged_laws().ladder
    reached = 0 if clock_of(reckoned, at) == "stopped" else told_by_now(reckoned, ladder, today)
    for rung in ladder[told:reached]:
        fact = TermNearing(
            application_id=application.id, due_on=reckoned.due_on, to=rung.to,
            days_left=max(0, (reckoned.due_on - today).days),
        )  # fmt: skip
        await announce(session, fact, alliance=application.alliance, at=at)
    if reached > told:
        await session.execute(_CLIMB, {"id": application.id, "rung": reached})
