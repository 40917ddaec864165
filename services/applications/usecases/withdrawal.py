"""An application that who filed it takes back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationStopped
from contracts.intake import Receipt
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.queries import applications
from services.applications.rules.revision import WITHDRAWABLE, check_withdrawable
from services.applications.usecases.register import Entering, enter_register

_STOP = text(
    "update application set stopped = 'withdrawn' "
    "where id = :id and stopped = '' and state = any(:withdrawable) returning id"
)


@dataclass(frozen=True)
class Withdrawing:
    """A withdrawal as it came to our door at an instant: the hash is of its bytes."""

    application_id: UUID
    content_hash: str
    at: datetime


async def withdraw(session: AsyncSession, withdrawing: Withdrawing) -> Receipt:
    """Register that an application is withdrawn, and announce that it goes no further.

    Its procedure ends when what was set aside for it is free again. Refuses `unknown-application`
    404 and `too-late-to-withdraw` 409 once it was refused or is being awarded.
    """
    application = await applications.declared(
        session, withdrawing.application_id, clock.civil_day(withdrawing.at), locked=False
    )
    check_withdrawable(application.state, application.stopped)
    entering = Entering(
        application.body, "withdrawal", application.id, withdrawing.content_hash, withdrawing.at
    )
    entry = await enter_register(session, entering)
    await _stop(session, application.id)
    fact = ApplicationStopped(
        application_id=application.id, by="withdrawn", round=application.round
    )
    await announce(session, fact, alliance=application.alliance, at=entry.registered_at)
    return Receipt(
        application_id=application.id,
        protocol=entry.protocol,
        registered_at=entry.registered_at,
        late=application.late,
        content_hash=withdrawing.content_hash,
        amount_cents=application.amount_cents,
        answer_due_on=application.answer_due_on,
        place=application.place,
        entry=entry,
        arrived_at=withdrawing.at,
    )


async def _stop(session: AsyncSession, application_id: UUID) -> None:
    """Stop an application; somebody may have decided it at this very moment."""
    values = {"id": application_id, "withdrawable": list(WITHDRAWABLE)}
    if (await session.execute(_STOP, values)).one_or_none() is None:
        now = await applications.application(session, application_id)
        check_withdrawable(now.state, now.stopped)
        raise Refusal("too-late-to-withdraw", "La domanda non si può più ritirare.")
