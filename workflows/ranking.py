"""The money of a signed list: its awards and vouchers, a part of the list at a time."""

from datetime import timedelta
from uuid import UUID

from temporalio import workflow

from contracts.applications.ranking import RankingPublished
from contracts.vouchers.awards import FindReserved, GrantAwards, ReservedFound
from contracts.vouchers.issue import IssueVouchers
from kit.calls import call

A_PART = 250
# The places of a list are served within seconds of its act.
A_MOMENT = timedelta(seconds=1)


@workflow.defn
class RankingWorkflow:
    """Issues the vouchers of those to whom a final list gives money; who waits is led alone."""

    @workflow.init
    def __init__(self, published: RankingPublished) -> None:
        self._list = published
        self._looks = 0

    @workflow.run
    async def run(self, _: RankingPublished) -> int:
        """Return how many vouchers were issued."""
        issued, after = 0, 0
        found = await self._served()
        while found.application_ids:
            issued += await self._issue(found.application_ids)
            if found.after is None:
                break
            after = found.after
            found = await self._look(after)
        return issued

    async def _served(self) -> ReservedFound:
        """Wait until each place of the list had its turn for money."""
        found = await self._look(0)
        while found.served < self._list.placed:
            await workflow.sleep(A_MOMENT)
            found = await self._look(0)
        return found

    async def _look(self, after: int) -> ReservedFound:
        self._looks += 1
        find = FindReserved(
            ranking_id=self._list.ranking_id, call_id=self._list.call_id, line=self._list.line,
            after=after, limit=A_PART,
        )  # fmt: skip
        return await call(find, self._looks)

    async def _issue(self, application_ids: list[UUID]) -> int:
        grant = GrantAwards(
            ranking_id=self._list.ranking_id, application_ids=application_ids,
            official=self._list.official,
        )  # fmt: skip
        granted = (await call(grant, self._looks)).application_ids
        if granted:
            issue = IssueVouchers(
                batch_id=workflow.uuid4(), application_ids=granted,
                months=self._list.voucher_months, terms=self._list.voucher,
            )  # fmt: skip
            await call(issue, self._looks)
        return len(granted)
