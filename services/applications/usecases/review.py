"""Checking the requirements, deciding, and ending a procedure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import (
    ApplicationChecked,
    ApplicationClosed,
    ApplicationDecided,
    ApplicationWaitlisted,
    CheckApplication,
    CloseApplication,
    Decision,
    DecisionOutcome,
    Instalment,
    RaiseReviewAlarm,
    RecordDecision,
    RequirementOutcome,
    ReviewTermPassed,
    WaitlistApplication,
)
from contracts.programmes import Call
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications import queries
from services.applications.models import Application, BatchAct
from services.applications.rules.amounts import instalments
from services.applications.rules.eligibility import Outcome, evaluate
from services.applications.rules.states import check_move
from services.applications.rules.windows import list_until

# The application is locked by an earlier statement: so this one sees every act that was signed
# without seeing this check.
_CHECK = text(
    """
    with act as (
        select id, official, reason, act_year, act_number from batch_act
        where :eligible and call_id = :call_id and line = :line and through_place >= :place
        order by at limit 1
    ), checked as (
        insert into eligibility_check (application_id, round, outcome, findings, at)
        values (:id, :round, :outcome, :findings, :at)
    ), granted as (
        insert into decision (application_id, outcome, official, reason, checked, act_year,
            act_number, batch_act_id, at)
        select :id, 'granted', official, reason, :round, act_year, act_number, id, :at from act
    ), moved as (
        update application set checked = :round,
            state = case when exists (select from act) then 'granted' else 'under_review' end
        where id = :id
    )
    select * from act
    """
).bindparams(bindparam("findings", type_=JSONB))
_DECIDE = text(
    """
    with moved as (update application set state = :outcome where id = :id)
    insert into decision (application_id, outcome, official, reason, checked, act_year,
        act_number, batch_act_id, at)
    values (:id, :outcome, :official, :reason, :checked, :year, :number, :batch, :at)
    """
)
_MOVE = text("update application set state = :state where id = :id")
_CLOSE = text("update application set state = :state, closed_at = :at where id = :id")
_NEXT_ACT = text(
    "insert into counter (body, kind, year, last) values (:body, 'act', :year, 1) "
    "on conflict (body, kind, year) do update set last = counter.last + 1 returning last"
)


async def check_application(session: AsyncSession, command: CheckApplication) -> ApplicationChecked:
    """Apply the requirements of the application's own call version to what it declares.

    Nothing is refused here: "no" and "to complete" reach a person. When a batch act covers the
    place of an eligible application, the decision is recorded in the same transaction.
    """
    application = await queries.declared(session, command.application_id, clock.today())
    version = await queries.version_of(session, application)
    call, at = queries.definition(version), clock.now()
    outcome = evaluate(call, application.line, _facts(application, version.territory))
    check_move(application.state, "under_review")
    act = await _write_check(session, application, outcome, at)
    decision = await _granted(session, application, act, at) if act else None
    fact = _checked(application, call, outcome, decision, at)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def record_decision(session: AsyncSession, command: RecordDecision) -> ApplicationDecided:
    """Write the decision as an act with the next number of the body's year.

    When a batch act was quicker, its decision stands and is the answer. Refuses `stale-decision`
    when the official had an older check before them, and `unknown-reason` (422) for words that were
    not kept for this application.
    """
    application = await queries.application(session, command.application_id)
    if known := await queries.decision(session, application.id):
        act = _Act(known.act_year, known.act_number, known.reason, known.batch_act_id)
        return _decided(application.id, known.outcome, act)
    if command.decision.checked != application.checked:
        raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
    reason = await queries.reason(session, application.id, command.decision.reason_id)
    year, number = await next_act(session, application.body, clock.now())
    return await _decide(session, application, command.decision, _Act(year, number, reason))


async def raise_review_alarm(session: AsyncSession, command: RaiseReviewAlarm) -> ReviewTermPassed:
    """Tell that the review term passed; the application stays where it is."""
    application = await queries.application(session, command.application_id)
    fact = ReviewTermPassed(application_id=application.id)
    await announce(session, fact, alliance=application.alliance)
    return fact


async def waitlist_application(
    session: AsyncSession, command: WaitlistApplication
) -> ApplicationWaitlisted:
    """Keep a granted application in the list of those that the money did not reach."""
    application = await queries.application(session, command.application_id)
    check_move(application.state, "waitlisted")
    await session.execute(_MOVE, {"id": application.id, "state": "waitlisted"})
    at = clock.now()
    fact = ApplicationWaitlisted(application_id=application.id, waitlisted_at=at)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def close_application(session: AsyncSession, command: CloseApplication) -> ApplicationClosed:
    """Record the end of the procedure; refuses `illegal-move` from where it cannot end so."""
    application = await queries.application(session, command.application_id)
    if application.state != command.state:
        check_move(application.state, command.state)
    values = {"id": application.id, "state": command.state, "at": clock.now()}
    await session.execute(_CLOSE, values)
    fact = ApplicationClosed(application_id=application.id, state=command.state)
    await announce(session, fact, alliance=application.alliance)
    return fact


def _facts(application: Row[Any], territory: list[str]) -> dict[str, Any]:
    return {
        "applicant": {"kind": application.kind, "municipality": application.municipality},
        "answers": application.answers,
        "network": {"member": application.member},
        "territory": territory,
    }


async def _write_check(
    session: AsyncSession, application: Row[Any], outcome: Outcome, at: datetime
) -> Row[Any] | None:
    """Write a check, and grant what it says yes to when a batch act covers its place."""
    values = {
        "id": application.id, "call_id": application.call_id, "line": application.line,
        "place": application.place, "eligible": outcome.answer == "yes" and not application.late,
        "round": application.checked + 1, "outcome": outcome.answer, "at": at,
        "findings": [finding.model_dump(mode="json") for finding in outcome.findings],
    }  # fmt: skip
    return (await session.execute(_CHECK, values)).one_or_none()


async def _granted(
    session: AsyncSession, application: Row[Any], act: Row[Any], at: datetime
) -> Decision:
    given = _Act(act.act_year, act.act_number, act.reason, act.id)
    fact = _decided(application.id, "granted", given)
    await announce(session, fact, alliance=application.alliance, why=act.reason, at=at)
    return _grant(act, application.checked + 1)


async def grant_by_act(session: AsyncSession, application: Application, act: BatchAct) -> None:
    """Grant one application that waited for it by an act that was signed for many."""
    given = _Act(act.act_year, act.act_number, act.reason, act.id, waited=True)
    await _decide(session, application, _grant(act, application.checked), given)


def _grant(act: BatchAct | Row[Any], checked: int) -> Decision:
    return Decision(outcome="granted", official=act.official, checked=checked)


@dataclass(frozen=True)
class _Act:
    year: int
    number: int
    reason: str
    batch: UUID | None = None
    waited: bool = False


async def _decide(
    session: AsyncSession, application: Application | Row[Any], decision: Decision, act: _Act
) -> ApplicationDecided:
    check_move(application.state, decision.outcome)  # type: ignore[arg-type]
    at = clock.now()
    values = {
        "id": application.id, **decision.model_dump(), "year": act.year, "number": act.number,
        "reason": act.reason, "batch": act.batch, "at": at,
    }  # fmt: skip
    await session.execute(_DECIDE, values)
    fact = _decided(application.id, decision.outcome, act)
    await announce(session, fact, alliance=application.alliance, why=act.reason, at=at)
    return fact


def _decided(application_id: UUID, outcome: DecisionOutcome, act: _Act) -> ApplicationDecided:
    return ApplicationDecided(
        application_id=application_id, outcome=outcome, act_number=act.number,
        act_year=act.year, batch=act.batch is not None, waited=act.waited,
    )  # fmt: skip


async def next_act(session: AsyncSession, body: str, at: datetime) -> tuple[int, int]:
    """Return the year and the next number of a body's acts, without gaps."""
    year = clock.civil_day(at).year
    number = await session.execute(_NEXT_ACT, {"body": body, "year": year})
    return year, number.scalar_one()


def _checked(
    application: Row[Any], call: Call, outcome: Outcome, decision: Decision | None, at: datetime
) -> ApplicationChecked:
    line = call.line(application.line)
    parts = instalments(application.amount_cents, line.instalments)
    return ApplicationChecked(
        application_id=application.id,
        checked=application.checked + 1,
        checked_at=at,
        outcome=outcome.answer,
        requirements=[
            RequirementOutcome(requirement=each.requirement, outcome=each.answer)
            for each in outcome.findings
        ],
        amount_cents=application.amount_cents,
        instalments=[
            Instalment(label=rule.label, amount_cents=part, condition=rule.condition or "")
            for rule, part in zip(line.instalments, parts, strict=False)
        ],
        voucher_months=line.voucher.validity_months if line.voucher else 0,
        review_due_on=application.answer_due_on,
        list_until=list_until(call, application.registered_at),
        decision=decision,
    )
