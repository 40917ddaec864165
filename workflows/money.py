"""The money of one application: accepted, committed when it is there, awaited when it is not."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from temporalio import workflow

from contracts.applications.checks import ApplicationChecked
from contracts.applications.closing import WaitlistApplication
from contracts.applications.ranking import AcceptanceAnswer
from contracts.notifications import LetterName
from contracts.vouchers.awards import GrantAward
from contracts.vouchers.budget import FindMoney
from contracts.vouchers.issue import IssueVoucher
from kit.calls import call
from kit.days import until
from kit.refusal import Refusal
from workflows.acceptance import Acceptance


class Money:
    """What was set aside for one application becomes its award, and its voucher."""

    def __init__(
        self,
        application_id: UUID,
        write: Callable[[LetterName], Awaitable[None]],
        is_over: Callable[[], bool],
    ) -> None:
        self._id = application_id
        self._write = write
        self._is_over = is_over
        self._acceptance = Acceptance(application_id, write)
        self._finds = 0
        self._attempts = 0
        self._came_back = False
        self._ran_out = False
        self._issued = False

    @property
    def has_lapsed(self) -> bool:
        """Tell whether what was granted was not accepted in time."""
        return self._acceptance.has_lapsed

    @property
    def end(self) -> Literal["withdrawn", "not_funded"]:
        """How a case ends that had no money: nobody wanted it, or none came."""
        return "withdrawn" if self._acceptance.is_declined else "not_funded"

    async def is_issued_by_list(self) -> bool:
        """Wait until its list gave it its voucher; False when the money ended before its place."""
        await workflow.wait_condition(lambda: self._issued or self._ran_out)
        return self._issued

    async def give(
        self, checked: ApplicationChecked, official: str | None, *, now: bool
    ) -> LetterName | None:
        """Commit the money, now or when some comes back; return the letter that tells it.

        None when none came, the case is over, or what was granted was not accepted.
        """
        if now and await self._award(checked, official):
            return "voucher" if checked.voucher_months else "granted"
        if not self._is_done() and await self._award_later(checked, official):
            return "funded_later"
        return None

    def _is_done(self) -> bool:
        return self._is_over() or self._acceptance.is_declined

    async def _award(self, checked: ApplicationChecked, official: str | None) -> bool:
        self._came_back = False
        if checked.must_accept and not await self._is_accepted():
            return False
        self._attempts += 1
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

    async def _is_accepted(self) -> bool:
        self._finds += 1
        found = await call(FindMoney(application_id=self._id), self._finds)
        return found.is_reserved and await self._acceptance.ask() == "accepted"

    def _voucher(self, checked: ApplicationChecked) -> IssueVoucher:
        return IssueVoucher(
            application_id=self._id, months=checked.voucher_months, terms=checked.voucher
        )

    async def _award_later(self, checked: ApplicationChecked, official: str | None) -> bool:
        """Keep the place in the list until money comes back, or the list ends."""
        kept = await call(WaitlistApplication(application_id=self._id))
        await self._write("not_funded")
        ends_in = until(checked.list_until, kept.waitlisted_at) if checked.list_until else None
        ends_at = workflow.now() + ends_in if ends_in else None
        while await self._comes(ends_at):
            if await self._award(checked, official):
                return True
        return False

    async def _comes(self, ends_at: datetime | None) -> bool:
        left = until(ends_at, workflow.now()) if ends_at else None
        try:
            await workflow.wait_condition(lambda: self._came_back or self._is_done(), timeout=left)
        except TimeoutError:
            return False
        return not self._is_done()

    def come_back(self) -> None:
        """Learn that money was set aside for this application after all."""
        self._came_back = True

    def run_out(self) -> None:
        """Learn that there is none left at its place."""
        self._ran_out = True

    def be_issued(self) -> None:
        """Learn that its list gave it its voucher."""
        self._issued = True

    def answer(self, answer: AcceptanceAnswer) -> None:
        """Learn whether what was granted is accepted."""
        self._acceptance.answered(answer)
