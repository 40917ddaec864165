"""The days in which a smaller sum may be accepted."""

from temporalio import workflow

from contracts.vouchers.offers import BudgetOffered, LapseOffer
from kit.calls import call
from kit.days import end_of_day, until


@workflow.defn
class OfferWorkflow:
    """Ends an offer on the day after its last; one that was answered keeps its answer."""

    @workflow.run
    async def run(self, offered: BudgetOffered) -> str:
        await workflow.sleep(until(end_of_day(offered.answer_by_on), offered.at))
        answered = await call(LapseOffer(application_id=offered.application_id))
        return answered.outcome
