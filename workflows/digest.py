"""What falls due today, told to each official in the morning."""

from temporalio import workflow

from contracts.notifications import SendDigest
from kit.calls import call
from kit.days import civil_day


@workflow.defn
class DigestWorkflow:
    """Has the digest of its day ordered; the schedule starts one each morning."""

    @workflow.run
    async def run(self) -> None:
        """Order it."""
        await call(SendDigest(day=civil_day(workflow.now())), workflow.now().toordinal())
