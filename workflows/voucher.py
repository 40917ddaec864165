"""The life of one voucher after its issue: its holder is reminded, and it ends at its date."""

from datetime import date, timedelta

from temporalio import workflow

from contracts.vouchers.issue import VoucherIssued, VoucherReminder
from contracts.vouchers.life import ExpireVoucher, RemindVoucher
from kit.calls import call
from kit.days import end_of_day, until
from kit.refusal import Refusal


@workflow.defn
class VoucherWorkflow:
    """Waits for the days of a voucher, and returns what was not spent to its budget."""

    @workflow.init
    def __init__(self, issued: VoucherIssued) -> None:
        self._issued = issued
        self._born_at = workflow.now()
        self._ends = 0

    @workflow.run
    async def run(self, issued: VoucherIssued) -> int:
        """Return the cents that went back to the budget."""
        for round_, reminder in enumerate(issued.reminders, 1):
            await self._end_if_idle(reminder.on)
            await self._day_after(reminder.on - timedelta(days=1))
            await self._remind(reminder, round_)
        returned = await self._end_if_idle(issued.valid_until_on)
        if returned is None:
            await self._day_after(issued.valid_until_on)
            returned = await self._end()
        return returned or 0

    async def _remind(self, reminder: VoucherReminder, round_: int) -> None:
        reminded = RemindVoucher(
            voucher_id=self._issued.voucher_id, of=reminder.of, days=reminder.days
        )
        await call(reminded, round_)

    async def _end_if_idle(self, before: date) -> int | None:
        """End it once after the last day of its activation, if that comes first; None if not."""
        last = self._issued.activate_by_on
        if last is None or self._ends or last >= before:
            return None
        await self._day_after(last)
        return await self._end()

    async def _end(self) -> int | None:
        self._ends += 1
        try:
            expired = await call(ExpireVoucher(voucher_id=self._issued.voucher_id), self._ends)
        except Refusal as refusal:
            if refusal.slug != "not-yet-expired":
                raise
            return None
        return expired.returned_cents

    async def _day_after(self, day: date) -> None:
        """Wait until a civil day has gone by: business time may be moved, Temporal's is not."""
        due_at = self._born_at + until(end_of_day(day), self._issued.issued_at)
        await workflow.sleep(until(due_at, workflow.now()))
