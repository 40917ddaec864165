"""Looking after an adhesion when one of its days comes."""

from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import AdhesionTended, TendAdhesion
from kit import clock
from kit.eventlog import announce
from services.network.models.adhesions import Adhesion
from services.network.queries import adhesions
from services.network.rules.care import Days, care
from services.network.rules.sheet import ORIGINAL_DAYS, REMIND_DAYS
from services.network.usecases.adhesions import Turn, remember, states_of

WORKFLOW = "workflow"
BEFORE_DUE = timedelta(days=ORIGINAL_DAYS - REMIND_DAYS)


async def tend_adhesion(session: AsyncSession, command: TendAdhesion) -> AdhesionTended:
    """Tell what a day of an adhesion asks for, once for each; refuses `unknown-adhesion` (404)."""
    at = clock.now()
    today = clock.civil_day(at)
    adhesion, organisation = await adhesions.adhesion(session, command.adhesion_id)
    told = {each.step for each in await adhesions.history(session, adhesion.id)}
    name, step, wake_on = care(_days(adhesion), told, today)
    if name:
        remember(session, Turn(adhesion, organisation, WORKFLOW, today, at), name)
    fact = AdhesionTended(adhesion_id=adhesion.id, step=step, at=at, wake_on=wake_on)
    await announce(session, fact, alliance=adhesion.alliance, at=at)
    return fact


def _days(adhesion: Adhesion) -> Days:
    due = adhesion.original_due_on
    return Days(
        state=states_of(adhesion),
        remind_on=due - BEFORE_DUE if due else None,
        original_due_on=due,
        answer_due_on=adhesion.answer_due_on,
        renewal_due_on=adhesion.renewal_due_on,
    )
