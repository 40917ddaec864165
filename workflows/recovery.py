"""The days on which money that was not due is to be given back."""

from datetime import date, datetime

from temporalio import workflow

from contracts.vouchers.recoveries import RecoveryDemanded, RemindRecovery
from kit.calls import call
from kit.days import end_of_day, until


@workflow.defn
class RecoveryWorkflow:
    """Looks whether a part of a recovery is overdue, whenever the day of one has passed."""

    @workflow.run
    async def run(self, demanded: RecoveryDemanded) -> int:
        """Return how often it was looked at."""
        looks, at = 0, demanded.at
        due_on: date | None = min(demanded.due_on)
        while due_on is not None:
            await self._wait(due_on, at)
            looks += 1
            reminded = await call(RemindRecovery(recovery_id=demanded.recovery_id), looks)
            due_on, at = reminded.next_due_on, reminded.at
        return looks

    async def _wait(self, due_on: date, at: datetime) -> None:
        await workflow.sleep(until(end_of_day(due_on), at))
