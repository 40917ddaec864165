"""The nightly proof that the ledger agrees with itself."""

from temporalio import workflow

from contracts.vouchers.ledger import ProveLedger
from kit.calls import call


@workflow.defn
class ProofWorkflow:
    """Has the whole ledger added up again; the schedule starts one each night."""

    @workflow.run
    async def run(self) -> int:
        """Return how many faults were found."""
        proved = await call(ProveLedger(), workflow.now().toordinal())
        return proved.faults
