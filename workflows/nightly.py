"""What the house does every night."""

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

from workflows.doorbell import TASK_QUEUE
from workflows.proof import ProofWorkflow

PROOF = "ledger-proof"
NIGHTLY = ScheduleSpec(cron_expressions=["30 2 * * *"], time_zone_name="Europe/Rome")
POLICY = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=12))


async def prove_nightly(temporal: Client) -> None:
    """Have the ledger proved every night; a house that runs already has its schedule."""
    start = ScheduleActionStartWorkflow(ProofWorkflow.run, id=PROOF, task_queue=TASK_QUEUE)
    try:
        await temporal.create_schedule(PROOF, Schedule(action=start, spec=NIGHTLY, policy=POLICY))
    except ScheduleAlreadyRunningError:
        return
