"""The days in which who is granted money accepts it, or the next one has it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow

from contracts.applications.ranking import AcceptanceAnswer, LapseAcceptance, RequestAcceptance
from contracts.notifications import LetterName
from kit.calls import call
from kit.days import end_of_day, until
from kit.refusal import Refusal

REMINDED_BEFORE = timedelta(days=3)
AN_HOUR = timedelta(hours=1)


class Acceptance:
    """Whether one applicant wants what was granted."""

    def __init__(
        self, application_id: UUID, write: Callable[[LetterName], Awaitable[None]]
    ) -> None:
        self._id = application_id
        self._write = write
        self._answer: AcceptanceAnswer | None = None
        self._lapses = 0

    @property
    def has_lapsed(self) -> bool:
        """Tell whether its day went by without an answer."""
        return self._answer == "lapsed"

    @property
    def is_declined(self) -> bool:
        """Tell whether it was given up, or its day went by."""
        return self._answer in ("waived", "lapsed")

    async def ask(self) -> AcceptanceAnswer:
        """Ask, remind, and wait for the answer until its last day is over."""
        requested = await call(RequestAcceptance(application_id=self._id))
        ends_at = workflow.now() + until(end_of_day(requested.accept_by_on), requested.at)
        if not await self._is_answered(ends_at - REMINDED_BEFORE):
            await self._write("acceptance_reminder")
        while not await self._is_answered(ends_at):
            await self._lapse()
            ends_at = workflow.now() + AN_HOUR
        return self._answer or "lapsed"

    async def _is_answered(self, by: datetime) -> bool:
        left = until(by, workflow.now())
        try:
            await workflow.wait_condition(lambda: self._answer is not None, timeout=left)
        except TimeoutError:
            return False
        return True

    async def _lapse(self) -> None:
        """End the wait; where its owner says that the day is not over, look again."""
        self._lapses += 1
        try:
            lapsed = await call(LapseAcceptance(application_id=self._id), self._lapses)
        except Refusal as refusal:
            if refusal.slug != "acceptance-open":
                raise
        else:
            self._answer = lapsed.answer

    def answered(self, answer: AcceptanceAnswer) -> None:
        """Learn what was answered."""
        self._answer = answer
