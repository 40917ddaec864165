"""Carries letters over one lane and writes down what became of each."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock, logs
from kit.database import Cause, Database
from services.notifications.models import Letter
from services.notifications.queries.answers import Material
from services.notifications.rules.fates import ACCEPTED, Fate, Hitch, fate
from services.notifications.rules.mail import Mail
from services.notifications.streams.post import Post
from services.notifications.usecases.sending import Handover, hand_over, settle
from services.notifications.usecases.writing import write

CAUSE = Cause("notifications")


@dataclass(frozen=True)
class Round:
    """What the letters of a round say, and the addresses, by their keys, that none may go to."""

    material: Material
    suppressed: frozenset[str]


class Carrier:
    """A lane each way, with the fates that it has not written down yet.

    The commit that hands a letter over also settles the one before it: one transaction a letter,
    and never more than one accepted letter that a sudden death would leave unknown.
    """

    def __init__(self, database: Database, post: Post) -> None:
        self._database = database
        self._post = post
        self._lanes = post.lanes()
        self._unsettled: list[tuple[Letter, Fate]] = []
        self._log = logs.logger("notifications")

    async def carry(self, letter: Letter, round_: Round) -> None:
        """Try to send one letter."""
        try:
            mail = write(letter, round_.material, self._post.ways)
            given = self._given(mail, round_.suppressed)
            lane = self._lanes.of(mail.sender)
            await lane.offer(mail.address)
            if not await self._hand_over(letter, given):
                await lane.withdraw()
                return
            await lane.give(mail.content)
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

    async def close(self) -> None:
        """Take leave of the mail servers."""
        await self._lanes.close()

    def _given(self, mail: Mail, suppressed: frozenset[str]) -> Handover:
        key = self._post.key_of(mail.address)
        if key in suppressed:
            raise Hitch("failed", "address-suppressed")
        return Handover(mail.digest, mail.sender, key)

    async def _hand_over(self, letter: Letter, given: Handover) -> bool:
        async with self._database.transaction(CAUSE) as session:
            await self._write_down(session)
            ours = await hand_over(session, letter, given)
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
