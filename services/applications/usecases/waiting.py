"""The end of a wait: what an employer did not do in time becomes a notice, never a silence."""

from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import Wait
from kit import clock
from services.applications.queries import applications
from services.applications.rules.explanation import Outcome
from services.applications.usecases.notice_of_refusal import is_due, keep_draft, unmet

HOUSE = "capofila"


async def end_wait(
    session: AsyncSession, before: Row[tuple[object, ...]], outcome: Outcome
) -> UUID | None:
    """Draft the reasons against an application that waited in vain; a person may then give them.

    `before` is the application before its check. Nothing is drafted where no notice is due.
    """
    waited: Wait = before.waits_for
    if not waited or outcome.answer != "no":
        return None
    application = await applications.application(session, before.id)
    if not await is_due(session, application, clock.now()):
        return None
    reasons = await unmet(session, application)
    return await keep_draft(session, application, reasons, "employer_did_not_come", HOUSE)
