"""The care for one adhesion, from its Scheda until nothing is left to look after."""

from datetime import timedelta

from temporalio import workflow

from contracts.network import AdhesionReceived, AdhesionTended, TendAdhesion
from kit.calls import call
from kit.days import end_of_day, until


@workflow.defn
class AdhesionWorkflow:
    """Has an adhesion looked at whenever one of its days comes, or somebody moves it."""

    @workflow.init
    def __init__(self, received: AdhesionReceived) -> None:
        self._id = received.adhesion_id
        self._moved = False

    @workflow.run
    async def run(self, _: AdhesionReceived) -> int:
        """Return how often it was looked at."""
        looks = 1
        while (tended := await self._look(looks)).step != "end":
            await self._wait(tended)
            looks += 1
        return looks

    async def _look(self, looks: int) -> AdhesionTended:
        self._moved = False
        return await call(TendAdhesion(adhesion_id=self._id), looks)

    async def _wait(self, tended: AdhesionTended) -> None:
        left = None
        if tended.wake_on:
            left = until(end_of_day(tended.wake_on - timedelta(days=1)), tended.at)
        try:
            await workflow.wait_condition(lambda: self._moved, timeout=left)
        except TimeoutError:
            return

    @workflow.signal
    def moved(self) -> None:
        """Learn that somebody moved the adhesion: its days are others now."""
        self._moved = True
