"""A decision that is taken back by an act: the case is open again, and led once more."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationReopened, DecisionOutcome
from contracts.calls import Call
from contracts.review import Reopening
from kit import clock
from kit.days import civil_day
from kit.eventlog import announce
from kit.refusal import Refusal
from programmes.laws import packaged_laws
from services.applications.models.review_work import Reopened
from services.applications.queries import applications, calls
from services.applications.rules.register import act
from services.applications.rules.reopening import NOT_REOPENABLE, after_reopening, check_in_time
from services.applications.usecases.decision import next_act
from services.applications.usecases.money_place import hold_line, money_place
from services.applications.usecases.terms import start_again

_REOPEN = text(
    "update application set state = :state, closed_at = null, round = round + 1, "
    "waits_for = '' where id = :id"
)


async def reopen_application(
    session: AsyncSession, application_id: UUID, reopening: Reopening
) -> ApplicationReopened:
    """Take the decision on an application back by an act with the next number of the body.

    The decision stays as it was, and the next one is another one; a new term runs from today. What
    was refused stands for money again, what was awarded does so once its money has come back.
    Refuses `unknown-application` 404; `not-reopenable`, `call-revoked` and `too-late-to-annul` 409.
    """
    at = clock.now()
    seen = await applications.declared(session, application_id, civil_day(at), locked=False)
    # Line, applications and number are locked in this order, as an act for many does.
    await hold_line(session, seen)
    before = await applications.application(session, application_id)
    state = await calls.call_state(session, before.call_id)
    after = after_reopening(before.state, state, is_closed=before.closed_at is not None)
    decision = await _decision(session, before, reopening, at)
    place = await money_place(session, before, keeps_place=reopening.keeps_place)
    year, number = await next_act(session, before.body, at)
    session.add(
        Reopened(
            application_id=application_id, sequence=decision.sequence, official=reopening.official,
            reason=reopening.reason, act_year=year, act_number=number, at=at,
            ground=reopening.ground, place=place,
        )
    )  # fmt: skip
    await session.flush()
    await session.execute(_REOPEN, {"id": application_id, "state": after})
    application = await applications.application(session, application_id)
    call = calls.definition(await calls.version_of(session, application))
    named = act(number, year)
    await start_again(session, application, call.review_days, reopening.official, named)
    fact = _fact(application, call, decision.outcome).model_copy(
        update={
            "act_year": year, "act_number": number, "ground": reopening.ground, "place": place,
            "official": reopening.official,
        }
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, why=reopening.reason, at=at)
    return fact


async def _decision(
    session: AsyncSession, application: Row[Any], reopening: Reopening, at: datetime
) -> Row[Any]:
    """Return the decision that is taken back, if it may be."""
    decision = await applications.decision(session, application.id)
    if decision is None:
        raise Refusal("not-reopenable", NOT_REOPENABLE)
    if decision.outcome == "granted":
        decided_on = civil_day(decision.at)
        check_in_time(packaged_laws(), reopening.ground, decided_on, civil_day(at))
    return decision


def _fact(application: Row[Any], call: Call, taken_back: DecisionOutcome) -> ApplicationReopened:
    fund = call.fund_of(application.line).id
    return ApplicationReopened(
        application_id=application.id, call_id=application.call_id,
        call_version=application.call_version, line=application.line, act_year=0, act_number=1,
        round=application.round, took_back=taken_back,
        fund=None if fund == application.line else fund,
        support_form=call.line(application.line).support_form,
        amount_cents=application.amount_cents, register_year=application.register_year,
        register_number=application.register_number, late=application.late,
        ranked=call.is_ranked(application.line),
    )  # fmt: skip
