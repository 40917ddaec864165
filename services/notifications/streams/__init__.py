"""What notifications is told and ordered by stream, and the bell of the letters that are due."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import ApplicationRegistered, ApplicationRevised, CallChanged
from contracts.notifications import LetterQueued, SendLetter
from kit.doors import Doors
from kit.wake import Bell
from services.notifications.usecases import mailing, ordering

due = Bell()
mailings = Bell()


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue the letter and wake the sender, who looks a moment later, after the commit."""
    fact = await ordering.send_letter(session, command)
    due.ring()
    return fact


async def send_receipt(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """Send who applied the receipt of the application (art. 18-bis L. 241/1990)."""
    await ordering.queue_letter(session, fact.application_id, "received")
    due.ring()


async def send_receipt_of_changes(session: AsyncSession, fact: ApplicationRevised) -> None:
    """Send who changed an application the receipt; an act of the office has its own letters."""
    if fact.by != "migration":
        await ordering.queue_letter(session, fact.application_id, "amended", str(fact.revision))
        due.ring()


async def tell_of_a_changed_call(session: AsyncSession, fact: CallChanged) -> None:
    """Tell everybody who applied how the call changed."""
    await mailing.order_mailing(session, fact)
    mailings.ring()


doors = Doors("notifications")
doors.command(SendLetter, send_letter)
doors.event(ApplicationRegistered, send_receipt)
doors.event(ApplicationRevised, send_receipt_of_changes)
doors.event(CallChanged, tell_of_a_changed_call)
