"""How a reaction has a letter queued, and the bells of what then waits to be done."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterName
from kit.database import CAUSE, Cause
from kit.wake import Bell
from services.notifications.usecases.ordering import queue_letter

due = Bell()
mailings = Bell()


async def tell(
    session: AsyncSession, application_id: UUID, name: LetterName, about: str = ""
) -> None:
    """Queue a letter and wake the sender, who looks a moment later, after the commit."""
    await queue_letter(session, application_id, name, about)
    due.ring()


def this(session: AsyncSession) -> str:
    """Name the fact that is reacted to: what may happen again has one letter each time."""
    cause: Cause = session.info[CAUSE]
    return cause.causation
