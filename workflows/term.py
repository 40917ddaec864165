"""The clock of a procedure, as the workflow of its case watches it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from temporalio import workflow

from contracts.applications.procedure import TendTerm
from kit.calls import call
from kit.days import until


class Term:
    """When the clock of a case is to be looked at; who looks is its owner."""

    def __init__(self, application_id: UUID) -> None:
        self._id = application_id
        self._look_at: datetime | None = None
        self._looks = 0
        self._moved = False

    def follow(self, wake_at: datetime | None, at: datetime) -> None:
        """Keep the next look: business time may be moved, Temporal's is not."""
        self._look_at = workflow.now() + until(wake_at, at) if wake_at else None
        self._moved = True

    async def wait(self, is_heard: Callable[[], bool]) -> None:
        """Wait until somebody is heard, looking at the clock whenever its time has come."""
        while not is_heard():
            self._moved = False
            left = until(self._look_at, workflow.now()) if self._look_at else None
            try:
                await workflow.wait_condition(lambda: self._moved or is_heard(), timeout=left)
            except TimeoutError:
                await self._tend()

    async def _tend(self) -> None:
        self._looks += 1
        tended = await call(TendTerm(application_id=self._id), self._looks)
        self.follow(tended.wake_at, tended.at)
