"""What the house does at the same hour of every day."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)

from workflows.digest import DigestWorkflow
from workflows.doorbell import TASK_QUEUE
from workflows.proof import ProofWorkflow

POLICY = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=12))


@dataclass(frozen=True)
class Hour:
    """A workflow that starts by itself, under a name of its own, at an hour in Italy."""

    name: str
    workflow: type
    cron: str

    @property
    def schedule(self) -> Schedule:
        """What Temporal is told; a start that it missed is made up for within twelve hours."""
        start = ScheduleActionStartWorkflow(
            self.workflow.__name__, id=self.name, task_queue=TASK_QUEUE
        )
        spec = ScheduleSpec(cron_expressions=[self.cron], time_zone_name="Europe/Rome")
        return Schedule(action=start, spec=spec, policy=POLICY)


HOURS = (
    Hour("ledger-proof", ProofWorkflow, "30 2 * * *"),
    Hour("digest", DigestWorkflow, "0 8 * * *"),
)


async def keep_hours(temporal: Client) -> None:
    """Have all of it started at its hour; a house that runs already has its schedules."""
    for hour in HOURS:
        try:
            await temporal.create_schedule(hour.name, hour.schedule)
        except ScheduleAlreadyRunningError:
            continue
