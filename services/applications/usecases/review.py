"""Checking the requirements, deciding, and ending a procedure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import (
    ApplicationChecked,
    ApplicationClosed,
    ApplicationDecided,
    ApplicationWaitlisted,
    CheckApplication,
    CloseApplication,
    Decision,
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
from services.applications.models import (
    Applicant,
    Application,
    BatchAct,
    Check,
    DecisionAct,
)
from services.applications.rules.amounts import instalments
from services.applications.rules.eligibility import Outcome, evaluate
from services.applications.rules.states import State, check_move
from services.applications.rules.windows import list_until

_NEXT_ACT = text(
    "insert into counter (body, kind, year, last) values (:body, 'act', :year, 1) "
    "on conflict (body, kind, year) do update set last = counter.last + 1 returning last"
)


async def check_application(session: AsyncSession, command: CheckApplication) -> ApplicationChecked:
    """Apply the requirements of the application's own call version to what it declares.

    Nothing is refused here: "no" and "to complete" reach a person. When a batch act covers the
    place of an eligible application, the decision is recorded in the same transaction.
    """
    application = await queries.application(session, command.application_id)
    version = await queries.version_of(session, application)
    call, at = queries.definition(version), clock.now()
    outcome = await _outcome(session, application, call, version.territory)
    _move(application, "under_review")
    application.checked += 1
    session.add(_check(application, outcome, at))
    await session.flush()
    decision = await _decision_of_act(session, application, outcome.answer)
    fact = _checked(application, call, outcome, decision, at)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def record_decision(session: AsyncSession, command: RecordDecision) -> ApplicationDecided:
    """Write the decision as an act with the next number of the body's year.

    When a batch act was quicker, its decision stands and is the answer. Refuses `stale-decision`
    when the official had an older check before them, and `illegal-move` when the application is
    not under review.
    """
    application = await queries.application(session, command.application_id)
    if act := await session.get(DecisionAct, application.id):
        return _decided(act)
    if command.decision.checked != application.checked:
        raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
    year, number = await next_act(session, application.body, clock.now())
    return await _decide(session, application, command.decision, _Act(year, number))


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
    _move(application, "waitlisted")
    at = clock.now()
    fact = ApplicationWaitlisted(application_id=application.id, waitlisted_at=at)
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def close_application(session: AsyncSession, command: CloseApplication) -> ApplicationClosed:
    """Record the end of the procedure; refuses `illegal-move` from where it cannot end so."""
    application = await queries.application(session, command.application_id)
    if application.state != command.state:
        _move(application, command.state)
    application.closed_at = clock.now()
    fact = ApplicationClosed(application_id=application.id, state=command.state)
    await announce(session, fact, alliance=application.alliance)
    return fact


async def _outcome(
    session: AsyncSession, application: Application, call: Call, territory: list[str]
) -> Outcome:
    applicant = await session.get_one(Applicant, application.id)
    member = await queries.is_member(session, applicant.organisation_key, clock.today())
    facts = {
        "applicant": {"kind": applicant.kind, "municipality": applicant.municipality},
        "answers": applicant.answers,
        "network": {"member": member},
        "territory": territory,
    }
    return evaluate(call, application.line, facts)


def _check(application: Application, outcome: Outcome, at: datetime) -> Check:
    return Check(
        application_id=application.id,
        round=application.checked,
        outcome=outcome.answer,
        findings=[finding.model_dump(mode="json") for finding in outcome.findings],
        at=at,
    )


async def _decision_of_act(
    session: AsyncSession, application: Application, answer: str
) -> Decision | None:
    if answer != "yes" or application.late:
        return None
    act = await queries.covering_act(session, application)
    return await grant_by_act(session, application, act, waited=False) if act else None


async def grant_by_act(
    session: AsyncSession, application: Application, act: BatchAct, *, waited: bool
) -> Decision:
    """Grant one application by an act that was signed for many."""
    decision = Decision(
        outcome="granted", official=act.official, reason=act.reason, checked=application.checked
    )
    given = _Act(act.act_year, act.act_number, act.id, waited)
    await _decide(session, application, decision, given)
    return decision


@dataclass(frozen=True)
class _Act:
    year: int
    number: int
    batch: UUID | None = None
    waited: bool = False


async def _decide(
    session: AsyncSession, application: Application, decision: Decision, act: _Act
) -> ApplicationDecided:
    _move(application, decision.outcome)
    at = clock.now()
    row = DecisionAct(
        application_id=application.id, **decision.model_dump(), act_year=act.year,
        act_number=act.number, batch_act_id=act.batch, at=at,
    )  # fmt: skip
    session.add(row)
    fact = _decided(row, waited=act.waited)
    why = decision.reason
    await announce(session, fact, alliance=application.alliance, why=why, at=at)
    return fact


def _decided(act: DecisionAct, *, waited: bool = False) -> ApplicationDecided:
    return ApplicationDecided(
        application_id=act.application_id,
        outcome=act.outcome,
        act_number=act.act_number,
        act_year=act.act_year,
        batch=act.batch_act_id is not None,
        waited=waited,
    )


async def next_act(session: AsyncSession, body: str, at: datetime) -> tuple[int, int]:
    """Return the year and the next number of a body's acts, without gaps."""
    year = clock.civil_day(at).year
    number = await session.execute(_NEXT_ACT, {"body": body, "year": year})
    return year, number.scalar_one()


def _move(application: Application, after: State) -> None:
    check_move(application.state, after)  # type: ignore[arg-type]
    application.state = after


def _checked(
    application: Application, call: Call, outcome: Outcome, decision: Decision | None, at: datetime
) -> ApplicationChecked:
    line = call.line(application.line)
    parts = instalments(application.amount_cents, line.instalments)
    return ApplicationChecked(
        application_id=application.id,
        checked=application.checked,
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
