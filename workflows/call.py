"""The life of one call, from its publication until it is revoked."""

from temporalio import workflow

from contracts.applications.calls import AdvanceCall, CallMoved, CallPublished
from kit.calls import call
from kit.days import until


@workflow.defn
class CallWorkflow:
    """Opens a call at its first instant and closes it after its last, wherever acts move them.

    A closed call stays here: an act may extend it, and the steps of a case are told apart by a
    round that never starts again.
    """

    @workflow.init
    def __init__(self, published: CallPublished) -> None:
        self._id = published.call_id
        self._changed = False

    @workflow.run
    async def run(self, _: CallPublished) -> str:
        looks = 0
        while True:
            looks, self._changed = looks + 1, False
            moved = await call(AdvanceCall(call_id=self._id), looks)
            if moved.state == "revoked":
                return "revoked"
            await self._wait(moved)

    async def _wait(self, moved: CallMoved) -> None:
        left = until(moved.wake_at, moved.at) if moved.wake_at else None
        try:
            await workflow.wait_condition(lambda: self._changed, timeout=left)
        except TimeoutError:
            return

    @workflow.signal
    def changed(self) -> None:
        """Learn that an act or the end of its funds changed the call."""
        self._changed = True
