"""What an employer has still to do, or undid: nobody grants what waits for it."""

from typing import Any

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from kit import clock
from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.queries import applications, calls
from services.applications.rules.employer import AWAITED, waits_for
from services.applications.usecases.judging import judging

LEFT = (
    "Dopo l'esame è cambiato quanto risulta del datore di lavoro: la domanda va esaminata di nuovo."
)


async def check_employer(
    session: AsyncSession, application: Application | Row[Any], call: Call
) -> None:
    """Refuse to grant a locked application for which its employer is not there today; both 409.

    `employer-awaited` while it waits for the employer, `stale-decision` when the employer counted
    at the last check and counts no more: a withdrawal may be told long before its day.
    """
    if application.waits_for:
        raise Refusal("employer-awaited", AWAITED[application.waits_for])
    if not call.line(application.line).employer:
        return
    today = await applications.declared(session, application.id, clock.today(), locked=False)
    version = await calls.version_of(session, application)
    if waits_for((await judging(session, today, version)).outcome()):
        raise Refusal("stale-decision", LEFT)


async def may_be_granted(session: AsyncSession, application: Application, call: Call) -> bool:
    """Tell whether nothing of its employer stands against granting an application."""
    try:
        await check_employer(session, application, call)
    except Refusal:
        return False
    return True
