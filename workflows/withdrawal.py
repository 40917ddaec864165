"""What an employer's withdrawal means for one application that was granted."""

from temporalio import workflow

from contracts.applications.filing import EmployerLeft
from contracts.vouchers.life import FollowWithdrawal
from kit.calls import call
from kit.refusal import Refusal


@workflow.defn
class WithdrawalWorkflow:
    """Has the vouchers of an application follow what its call says of a withdrawal."""

    @workflow.run
    async def run(self, left: EmployerLeft) -> str:
        """Return what became of the vouchers; `none` when there are none."""
        follow = FollowWithdrawal(application_id=left.application_id, adhesion_id=left.adhesion_id)
        try:
            followed = await call(follow)
        except Refusal as refusal:
            if refusal.slug != "no-voucher":
                raise
            return "none"
        return followed.effect
