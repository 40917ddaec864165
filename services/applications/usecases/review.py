"""Checking the requirements, and ending a procedure."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.checks import ApplicationChecked, CheckApplication, RequirementOutcome
from contracts.applications.closing import (
    ApplicationClosed,
    ApplicationWaitlisted,
    CloseApplication,
    WaitlistApplication,
)
from contracts.applications.decisions import Decision
from kit import clock
from kit.eventlog import announce
from programmes.aid import packaged_aid
from services.applications.queries import applications, calls, membership
from services.applications.rules.employer import waits_for
from services.applications.rules.explanation import Outcome
from services.applications.rules.payment import parts_or_whole
from services.applications.rules.reporting import report_by
from services.applications.rules.states import check_move
from services.applications.rules.windows import list_until
from services.applications.usecases.assignment import assign
from services.applications.usecases.decision import announce_grant
from services.applications.usecases.judging import Judging, judging
from services.applications.usecases.likeness import remember_keys
from services.applications.usecases.terms import term_of
from services.applications.usecases.waiting import end_wait

# The application is locked by an earlier statement: so this one sees every act that was signed
# without seeing this check. What an act took back no earlier act grants.
_CHECK = text(
    """
    with act as (
        select id, official, reason, act_year, act_number from batch_act
        where :eligible and call_id = :call_id and line = :line and through_place >= :place
            and at > coalesce(
                (select max(at) from reopening where application_id = :id), '-infinity')
        order by at limit 1
    ), checked as (
        insert into eligibility_check (application_id, round, outcome, findings, at, revision)
        values (:id, :round, :outcome, :findings, :at, :revision)
    ), granted as (
        insert into decision (application_id, sequence, outcome, official, reason, checked,
            act_year, act_number, batch_act_id, at)
        select :id, (select count(*) + 1 from reopening where application_id = :id), 'granted',
            official, reason, :round, act_year, act_number, id, :at from act
    ), moved as (
        update application set checked = :round, amount_cents = :amount_cents,
            waits_for = :waits_for,
            state = case when exists (select from act) then 'granted' else 'under_review' end
        where id = :id
    )
    select * from act
    """
).bindparams(bindparam("findings", type_=JSONB))
_MOVE = text("update application set state = :state where id = :id")
_CLOSE = text(
    "with ended as (update term set clock = 'ended', wake_at = null where application_id = :id) "
    "update application set state = :state, closed_at = :at where id = :id"
)


async def check_application(session: AsyncSession, command: CheckApplication) -> ApplicationChecked:
    """Apply the requirements of the application's own call version to what it declares.

    Nothing is refused here: "no" and "to complete" reach a person. The amount is what the call
    awards now, and is told; while a datum is missing it stays what it was. When a batch act covers
    the place of an eligible application, the decision is recorded in the same transaction. One that
    waited for its employer in vain has the notice of the reasons against drafted.
    """
    application = await applications.declared(session, command.application_id, clock.today())
    version = await calls.version_of(session, application)
    case, at = await judging(session, application, version), clock.now()
    outcome = case.outcome()
    check_move(application.state, "under_review")
    amount = _amount(application, outcome)
    term = await term_of(session, application, case.call, at)
    act = await _write(session, case, outcome, (amount, at))
    if amount != application.amount_cents:
        await remember_keys(session, application.id, case.keys(amount))
    await end_wait(session, application, outcome)
    if case.call.review:
        await assign(session, application, case.call.review)
    decision = await announce_grant(session, application, act, at) if act else None
    update = {
        "review_due_on": term.due_on, "term_wake_at": term.wake_at,
        "act": f"{act.act_number}/{act.act_year}" if act else "",
    }  # fmt: skip
    if waits_for(outcome):
        update["employer_key"] = await membership.employer_of(session, application.id)
    fact = _checked(case, outcome, decision, (amount, at)).model_copy(update=update)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def waitlist_application(
    session: AsyncSession, command: WaitlistApplication
) -> ApplicationWaitlisted:
    """Keep a granted application in the list of those that the money did not reach."""
    application = await applications.application(session, command.application_id)
    check_move(application.state, "waitlisted")
    await session.execute(_MOVE, {"id": application.id, "state": "waitlisted"})
    at = clock.now()
    fact = ApplicationWaitlisted(application_id=application.id, waitlisted_at=at)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def close_application(session: AsyncSession, command: CloseApplication) -> ApplicationClosed:
    """Record the end of the procedure; refuses `illegal-move` from where it cannot end so."""
    application = await applications.application(session, command.application_id)
    if application.state != command.state:
        check_move(application.state, command.state)
    at = clock.now()
    values = {"id": application.id, "state": command.state, "at": at}
    await session.execute(_CLOSE, values)
    fact = ApplicationClosed(
        application_id=application.id, state=command.state, at=at,
        report_by_on=await _report_by(session, application, command.state),
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def _report_by(session: AsyncSession, application: Row[Any], state: str) -> date | None:
    """Return by when what was awarded is to be accounted for."""
    if state != "awarded":
        return None
    call = calls.definition(await calls.version_of(session, application))
    decision = await applications.decision(session, application.id)
    return report_by(call, clock.civil_day(decision.at) if decision else None)


def _amount(application: Row[Any], outcome: Outcome) -> int:
    amount: int = application.amount_cents
    return amount if outcome.amount_cents is None else outcome.amount_cents


async def _write(
    session: AsyncSession, case: Judging, outcome: Outcome, told: tuple[int, datetime]
) -> Row[Any] | None:
    """Write a check, and grant what it says yes to when a batch act covers its place.

    What somebody reviews waits for their proposal.
    """
    application, (amount, at) = case.application, told
    reviewed = case.call.review is not None
    may_be_granted = not (application.late or application.stopped or reviewed)
    values = {
        "id": application.id, "call_id": application.call_id, "line": application.line,
        "place": application.place, "eligible": outcome.answer == "yes" and may_be_granted,
        "round": application.checked + 1, "outcome": outcome.answer, "at": at,
        "findings": outcome.model_dump(mode="json"), "revision": application.revision,
        "amount_cents": amount, "waits_for": waits_for(outcome),
    }  # fmt: skip
    return (await session.execute(_CHECK, values)).one_or_none()


def _checked(
    case: Judging, outcome: Outcome, decision: Decision | None, told: tuple[int, datetime]
) -> ApplicationChecked:
    application, (amount, at) = case.application, told
    return ApplicationChecked(
        application_id=application.id,
        checked=application.checked + 1,
        checked_at=at,
        outcome=outcome.answer,
        requirements=[
            RequirementOutcome(requirement=each.requirement, outcome=each.answer)
            for each in outcome.findings
            if each.answer != "not_applicable"
        ],
        amount_cents=amount,
        instalments=parts_or_whole(case.line, amount),
        voucher_months=case.line.voucher.validity_months if case.line.voucher else 0,
        voucher=case.line.voucher,
        must_accept=case.call.acceptance_days is not None,
        aid_due=packaged_aid().is_registered(case.line.support_form, clock.civil_day(at)),
        review_due_on=application.answer_due_on,
        list_until=list_until(case.call, application.registered_at),
        decision=decision,
        revision=application.revision,
        waits_for=waits_for(outcome),
    )
