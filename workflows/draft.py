"""The care for one draft, from its first saving until it is sent or deleted."""

from temporalio import workflow

from contracts.notifications import SendLetter
from contracts.portal import DraftSaved, DraftTended, TendDraft
from kit.calls import call
from kit.days import until


@workflow.defn
class DraftWorkflow:
    """Reminds who left an application unsent before the call closes, and clears it away after."""

    @workflow.run
    async def run(self, saved: DraftSaved) -> str:
        await workflow.sleep(until(saved.wake_at, saved.at))
        looks = 1
        tended = await call(TendDraft(application_id=saved.application_id), looks)
        while tended.wake_at is not None:
            await self._remind(tended)
            await workflow.sleep(until(tended.wake_at, tended.at))
            looks += 1
            tended = await call(TendDraft(application_id=saved.application_id), looks)
        return tended.step

    async def _remind(self, tended: DraftTended) -> None:
        if tended.step == "remind":
            letter = SendLetter(application_id=tended.application_id, letter="draft_reminder")
            await call(letter)
