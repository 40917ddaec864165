"""Carries letters over one lane and writes down what became of each."""

from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock, logs
from kit.database import Cause, Database
from services.notifications.models import Letter
from services.notifications.queries.owners import Material
from services.notifications.rules.fates import ACCEPTED, Fate, Hitch, fate
from services.notifications.rules.mail import Mail
from services.notifications.streams.lane import Lane
from services.notifications.usecases.sending import hand_over, settle
from services.notifications.usecases.writing import write

CAUSE = Cause("notifications")


class Carrier:
    """One lane with the fates that it has not written down yet.

    The commit that hands a letter over also settles the one before it: one transaction a letter,
    and never more than one accepted letter that a sudden death would leave unknown.
    """

    def __init__(self, database: Database, lane: Lane, sender: str) -> None:
        self._database = database
        self._lane = lane
        self._sender = sender
        self._unsettled: list[tuple[Letter, Fate]] = []
        self._log = logs.logger("notifications")

    async def carry(self, letter: Letter, material: Material) -> None:
        """Try to send one letter."""
        try:
            mail = write(letter, material, self._sender)
            await self._lane.offer(mail.address)
            if not await self._hand_over(letter, mail):
                await self._lane.withdraw()
                return
            await self._lane.give(mail.content)
        except Hitch as hitch:
            self._unsettled.append((letter, self._fate(letter, hitch)))
        else:
            self._unsettled.append((letter, ACCEPTED))

    async def settle(self) -> None:
        """Write down the fates that are still only known here."""
        if self._unsettled:
            async with self._database.transaction(CAUSE) as session:
                await self._write_down(session)
            self._unsettled.clear()

    async def _hand_over(self, letter: Letter, mail: Mail) -> bool:
        async with self._database.transaction(CAUSE) as session:
            await self._write_down(session)
            ours = await hand_over(session, letter, mail.digest)
        self._unsettled.clear()
        return ours

    async def _write_down(self, session: AsyncSession) -> None:
        for letter, known in self._unsettled:
            await settle(session, letter, known)

    def _fate(self, letter: Letter, hitch: Hitch) -> Fate:
        self._log.warning(
            "letter-held-up", letter_id=str(letter.id), reason=hitch.reason, attempt=letter.attempts
        )
        return fate(hitch, letter.attempts, letter.queued_at, clock.now())
