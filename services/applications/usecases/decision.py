"""Deciding: by an official, by an act that was signed for many, as an act with its number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import (
    ApplicationDecided,
    Decision,
    DecisionOutcome,
    RecordDecision,
)
from contracts.calls import Call
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.applications import Application, BatchAct
from services.applications.queries import applications, calls, rankings
from services.applications.rules.states import check_move
from services.applications.usecases.act_text import keep_text
from services.applications.usecases.employer_lock import check_employer
from services.applications.usecases.entrants import check_by_arrival
from services.applications.usecases.hearing import check_refusable
from services.applications.usecases.proposal import check_signable

_DECIDE = text(
    """
    with moved as (
        update application set state = :outcome where id = :id
    ), ended as (
        update term set clock = 'ended', wake_at = null where application_id = :id
    )
    insert into decision (application_id, sequence, outcome, official, reason, checked, act_year,
        act_number, batch_act_id, at)
    select :id, count(*) + 1, :outcome, :official, :reason, cast(:checked as integer),
        cast(:year as integer), cast(:number as integer), cast(:batch as uuid), :at
    from reopening where application_id = :id
    """
)
_NEXT_ACT = text(
    "insert into counter (body, kind, year, last) values (:body, 'act', :year, 1) "
    "on conflict (body, kind, year) do update set last = counter.last + 1 returning last"
)


@dataclass(frozen=True)
class Act:
    """The act that a decision is: its number, its reason, and the act for many that it is of."""

    year: int
    number: int
    reason: str
    batch: UUID | None = None
    waited: bool = False


async def record_decision(session: AsyncSession, command: RecordDecision) -> ApplicationDecided:
    """Write the decision as an act with the next number of the body's year.

    When a batch act was quicker, its decision stands and is the answer. Refuses `stale-decision`
    when the official had an older check before them, or what was checked has been revised,
    withdrawn or stopped since; `notice-first`, `notice-running`, `observations-unanswered` for a
    refusal of somebody who has not been heard (art. 10-bis L. 241/1990); `reviewer-signs`,
    `no-proposal`, `deviation-without-reason`, `second-signature-needed` when it is not theirs to
    sign, or not yet; `employer-awaited` for a grant of what waits for its employer; `list-grants`
    where the final list does; and `unknown-reason` (422) for words that were not kept for this
    application.
    """
    application = await applications.application(session, command.application_id)
    if known := await applications.decision(session, application.id):
        act = Act(known.act_year, known.act_number, known.reason, known.batch_act_id)
        return decided(application, known.outcome, act)
    reason = await applications.reason(session, application.id, command.decision.reason_id)
    await check_decidable(session, application, command.decision, reason)
    year, number = await next_act(session, application.body, clock.now())
    return await _decide(session, application, command.decision, Act(year, number, reason))


async def check_decidable(
    session: AsyncSession, application: Row[Any], decision: Decision, reason: str
) -> None:
    """Refuse a decision that cannot stand, as `record_decision` does."""
    _check_fresh(application, decision)
    await check_signable(session, application, decision, reason)
    if decision.outcome == "refused":
        await check_refusable(session, application, clock.now())
        return
    call = calls.definition(await calls.version_of(session, application))
    await check_employer(session, application, call)
    await _check_no_list_comes(session, application, call)


def _check_fresh(application: Row[Any], decision: Decision) -> None:
    if application.stopped:
        sentence = "La domanda è stata ritirata, o il suo bando revocato: non si decide più."
        raise Refusal("stale-decision", sentence)
    if decision.checked != application.checked:
        raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
    if application.checked_revision != application.revision:
        raise Refusal("stale-decision", "La domanda è stata modificata: va esaminata di nuovo.")


async def _check_no_list_comes(session: AsyncSession, application: Row[Any], call: Call) -> None:
    """Refuse `list-grants` where a list decides; one opened again after it is granted alone."""
    if application.round > 1 and await rankings.is_final(session, application):
        return
    check_by_arrival(call, application.line)


async def grant_by_act(session: AsyncSession, application: Application, act: BatchAct) -> None:
    """Grant one application that waited for it by an act that was signed for many."""
    given = Act(act.act_year, act.act_number, act.reason, act.id, waited=True)
    await _decide(session, application, grant(act, application.checked), given)


def grant(act: BatchAct | Row[Any], checked: int) -> Decision:
    """Return the decision that an act for many takes on a check."""
    return Decision(outcome="granted", official=act.official, checked=checked)


async def announce_grant(
    session: AsyncSession, application: Row[Any], act: Row[Any], at: datetime
) -> Decision:
    """Write the act of an application that its own check granted, and announce it."""
    await keep_text(session, application.id)
    fact = decided(application, "granted", Act(act.act_year, act.act_number, act.reason, act.id))
    await announce(session, fact, alliance=application.alliance, why=act.reason, at=at)
    return grant(act, application.checked + 1)


async def _decide(
    session: AsyncSession, application: Application | Row[Any], decision: Decision, act: Act
) -> ApplicationDecided:
    check_move(application.state, decision.outcome)  # type: ignore[arg-type]
    at = clock.now()
    values = {
        "id": application.id, **decision.model_dump(), "year": act.year, "number": act.number,
        "reason": act.reason, "batch": act.batch, "at": at,
    }  # fmt: skip
    await session.execute(_DECIDE, values)
    await keep_text(session, application.id)
    fact = decided(application, decision.outcome, act)
    await announce(session, fact, alliance=application.alliance, why=act.reason, at=at)
    return fact


def decided(
    application: Application | Row[Any], outcome: DecisionOutcome, act: Act
) -> ApplicationDecided:
    """Return the fact that a decision is."""
    return ApplicationDecided(
        application_id=application.id, outcome=outcome, act_number=act.number,
        act_year=act.year, batch=act.batch is not None, waited=act.waited,
        round=application.round,
    )  # fmt: skip


async def next_act(session: AsyncSession, body: str, at: datetime) -> tuple[int, int]:
    """Return the year and the next number of a body's acts, without gaps."""
    year = clock.civil_day(at).year
    number = await session.execute(_NEXT_ACT, {"body": body, "year": year})
    return year, number.scalar_one()
