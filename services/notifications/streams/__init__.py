"""What notifications is ordered to do by stream, and the bell of the letters that are due."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.notifications import LetterQueued, SendLetter
from kit.doors import Doors
from kit.wake import Bell
from services.notifications.usecases import ordering

due = Bell()


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue the letter and wake the sender, who looks a moment later, after the commit."""
    fact = await ordering.send_letter(session, command)
    due.ring()
    return fact


doors = Doors("notifications")
doors.command(SendLetter, send_letter)
