"""The money of one application: committed when it is there, awaited when it is not."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from temporalio import workflow

from contracts.applications.checks import ApplicationChecked
from contracts.vouchers.awards import GrantAward
from contracts.vouchers.issue import IssueVoucher
from kit.calls import call
from kit.days import until
from kit.refusal import Refusal


class Money:
    """What was set aside for one application becomes its award, and its voucher."""

    def __init__(self, application_id: UUID) -> None:
        self._id = application_id
        self._attempts = 0
        self._came_back = False

    async def award(self, checked: ApplicationChecked, official: str | None) -> bool:
        """Commit what is set aside, and issue the voucher if that is the support form."""
        self._attempts += 1
        self._came_back = False
        award = GrantAward(
            application_id=self._id, checked=checked.checked, instalments=checked.instalments,
            official=official,
        )  # fmt: skip
        try:
            await call(award, self._attempts)
        except Refusal as refusal:
            if refusal.slug != "budget-exhausted":
                raise
            return False
        if checked.voucher_months:
            await call(self._voucher(checked))
        return True

    def _voucher(self, checked: ApplicationChecked) -> IssueVoucher:
        return IssueVoucher(
            application_id=self._id, months=checked.voucher_months, terms=checked.voucher
        )

    async def comes(self, until_at: datetime | None, is_over: Callable[[], bool]) -> bool:
        """Wait until money is set aside after all; False when the list or the case ends before."""
        left = until(until_at, workflow.now()) if until_at else None
        try:
            await workflow.wait_condition(lambda: self._came_back or is_over(), timeout=left)
        except TimeoutError:
            return False
        return not is_over()

    def come_back(self) -> None:
        """Learn that money was set aside for this application after all."""
        self._came_back = True
