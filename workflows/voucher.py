"""The life of one voucher after its issue: it ends at its date."""

from temporalio import workflow

from contracts.vouchers import ExpireVoucher, VoucherIssued
from kit.calls import call
from kit.days import end_of_day, until


@workflow.defn
class VoucherWorkflow:
    """Waits for the last day of a voucher, and returns what was not spent to its budget."""

    @workflow.run
    async def run(self, issued: VoucherIssued) -> int:
        await workflow.sleep(until(end_of_day(issued.valid_until_on), issued.issued_at))
        expired = await call(ExpireVoucher(voucher_id=issued.voucher_id))
        return expired.returned_cents
