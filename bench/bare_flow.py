"""The bare workflow: it does nothing, in as many steps as it is told."""

from datetime import timedelta

from temporalio import activity, workflow

from bench.tally import TALLY

PATIENCE = timedelta(seconds=30)
Order = dict[str, int | bool | str]


@activity.defn
async def nothing(order: Order) -> Order:
    """Give back what is given."""
    return order


@workflow.defn
class BareWorkflow:
    """Runs no-op activities one after the other."""

    @workflow.run
    async def run(self, order: Order) -> int:
        """Return how many steps there were."""
        steps = int(order["steps"])
        for _ in range(steps):
            await self._step(order)
        TALLY.end(workflow.info().workflow_id)
        return steps

    async def _step(self, order: Order) -> None:
        if order["local"]:
            await workflow.execute_local_activity(
                nothing, order, schedule_to_close_timeout=PATIENCE
            )
        else:
            await workflow.execute_activity(nothing, order, start_to_close_timeout=PATIENCE)
