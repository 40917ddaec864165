"""A refusal that is taken back: an act in self-protection, and the case goes on."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationReopened
from contracts.review import Reopening
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.review_work import Reopened
from services.applications.queries import applications
from services.applications.rules.states import TAKEN_BACK
from services.applications.usecases.decision import next_act

# The clock of the procedure is looked at again at once: its days went by meanwhile.
_REOPEN = text(
    """
    with again as (
        update term set clock = 'running', wake_at = :at where application_id = :id
    )
    update application set state = :state, closed_at = null where id = :id
    """
)


async def reopen_application(
    session: AsyncSession, application_id: UUID, reopening: Reopening
) -> ApplicationReopened:
    """Take the refusal of an application back by an act with the next number of the body.

    The refusal stays as it was, and the next decision is another one. Refuses
    `unknown-application` 404, and `not-refused` 409 for one that was not refused, or whose
    procedure has not ended yet.
    """
    application = await applications.application(session, application_id)
    decision = await applications.decision(session, application_id)
    back = TAKEN_BACK.get(application.state)
    if decision is None or back is None or application.closed_at is None:
        raise Refusal("not-refused", "Si riapre una domanda che non è stata ammessa, e chiusa.")
    at = clock.now()
    year, number = await next_act(session, application.body, at)
    session.add(
        Reopened(
            application_id=application_id, sequence=decision.sequence, official=reopening.official,
            reason=reopening.reason, act_year=year, act_number=number, at=at,
        )
    )  # fmt: skip
    await session.flush()
    await session.execute(_REOPEN, {"id": application_id, "state": back, "at": at})
    fact = ApplicationReopened(
        application_id=application_id, call_id=application.call_id,
        call_version=application.call_version, line=application.line, act_year=year,
        act_number=number,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, why=reopening.reason, at=at)
    return fact
