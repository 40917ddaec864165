"""Who is granted money accepts it in time, or the next one has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationStopped
from contracts.applications.ranking import (
    AcceptanceAnswer,
    AcceptanceAnswered,
    AcceptanceRequested,
    LapseAcceptance,
    RequestAcceptance,
)
from contracts.rankings import AcceptanceCard
from kit import clock
from kit.days import civil_day
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.rankings import Acceptance
from services.applications.queries import applications, calls
from services.applications.queries.terms import calendar_of
from services.applications.usecases.register import Entering, EntryKind, enter_register

_STOP = text("update application set stopped = 'withdrawn' where id = :id")
GRANTED = ("granted", "waitlisted")
NONE = Refusal("no-acceptance", "Per questa domanda non c'è nulla da accettare.")


@dataclass(frozen=True)
class Accepting:
    """An acceptance or a waiver as it came to our door at an instant; the hash is of its bytes."""

    application_id: UUID
    answer: AcceptanceAnswer
    content_hash: str
    at: datetime


async def request_acceptance(
    session: AsyncSession, command: RequestAcceptance
) -> AcceptanceRequested:
    """Ask who was granted money to accept it within the call's days; asked once.

    Refuses `no-acceptance` 409 where the call wants none, or the application was not granted.
    """
    application = await applications.application(session, command.application_id)
    if known := await _of_round(session, application):
        return _requested(known)
    call = calls.definition(await calls.version_of(session, application))
    if call.acceptance_days is None or application.state not in GRANTED or application.stopped:
        raise NONE
    at = clock.now()
    calendar = await calendar_of(session, application.body)
    by_on = calendar.workday(civil_day(at) + timedelta(days=call.acceptance_days))
    asked = Acceptance(
        application_id=application.id, case_round=application.round, asked_at=at, accept_by_on=by_on
    )
    session.add(asked)
    await session.flush()
    await announce(session, _requested(asked), alliance=application.alliance, at=at)
    return _requested(asked)


async def answer_acceptance(session: AsyncSession, accepting: Accepting) -> AcceptanceCard:
    """Register that money is accepted, or given up: then the application goes no further.

    Refuses `unknown-application` 404; `no-acceptance`, `already-answered` and `too-late-to-accept`
    409. What is given up may be so also after the day, while nobody ended the wait.
    """
    application = await applications.declared(
        session, accepting.application_id, civil_day(accepting.at), locked=False
    )
    _open(await _of_round(session, application), accepting)
    kind: EntryKind = "acceptance" if accepting.answer == "accepted" else "withdrawal"
    entering = Entering(
        application.body, kind, application.id, accepting.content_hash, accepting.at
    )
    await enter_register(session, entering)
    application = await applications.application(session, accepting.application_id)
    asked = _open(await _of_round(session, application), accepting)
    await _answer(session, application, asked, accepting.answer)
    return _card(asked)


async def lapse_acceptance(session: AsyncSession, command: LapseAcceptance) -> AcceptanceAnswered:
    """End the wait for an acceptance whose day went by; the next one has the money.

    One that was answered keeps its answer. Refuses `no-acceptance`, `acceptance-open` 409.
    """
    application = await applications.application(session, command.application_id)
    asked = await _of_round(session, application)
    if asked is None:
        raise NONE
    if asked.answer is not None:
        return AcceptanceAnswered(
            application_id=application.id, answer=asked.answer, round=application.round
        )
    if clock.today() <= asked.accept_by_on:
        raise Refusal("acceptance-open", f"Si accetta fino al {asked.accept_by_on:%d/%m/%Y}.")
    return await _answer(session, application, asked, "lapsed")


async def acceptance_card(session: AsyncSession, application_id: UUID) -> AcceptanceCard:
    """Return by when money is to be accepted, and what was answered; refuses `no-acceptance`."""
    application = await applications.declared(session, application_id, clock.today(), locked=False)
    asked = await _of_round(session, application)
    if asked is None:
        raise Refusal(NONE.slug, NONE.sentence, 404)
    return _card(asked)


async def _of_round(session: AsyncSession, application: Row[Any]) -> Acceptance | None:
    """Return what was asked in the round of a case; who has locked the case sees its last state."""
    key = (application.id, application.round)
    return await session.get(Acceptance, key, populate_existing=True)


def _open(asked: Acceptance | None, accepting: Accepting) -> Acceptance:
    if asked is None:
        raise NONE
    if asked.answer is not None:
        raise Refusal("already-answered", "È già stata data una risposta.")
    if accepting.answer == "accepted" and civil_day(accepting.at) > asked.accept_by_on:
        sentence = f"Si poteva accettare fino al {asked.accept_by_on:%d/%m/%Y}."
        raise Refusal("too-late-to-accept", sentence)
    return asked


async def _answer(
    session: AsyncSession, application: Row[Any], asked: Acceptance, answer: AcceptanceAnswer
) -> AcceptanceAnswered:
    asked.answer, asked.answered_at = answer, clock.now()
    session.add(asked)
    await session.flush()
    fact = AcceptanceAnswered(application_id=application.id, answer=answer, round=application.round)
    await announce(session, fact, alliance=application.alliance)
    if answer != "accepted" and not application.stopped:
        await session.execute(_STOP, {"id": application.id})
        stopped = ApplicationStopped(
            application_id=application.id, by="withdrawn", round=application.round
        )
        await announce(session, stopped, alliance=application.alliance)
    return fact


def _requested(asked: Acceptance) -> AcceptanceRequested:
    return AcceptanceRequested(
        application_id=asked.application_id, accept_by_on=asked.accept_by_on, at=asked.asked_at
    )


def _card(asked: Acceptance) -> AcceptanceCard:
    return AcceptanceCard(
        application_id=asked.application_id,
        accept_by_on=asked.accept_by_on,
        answer=asked.answer,
    )
