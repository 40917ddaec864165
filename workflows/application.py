"""The life of one application, from its register number to the last letter."""

from temporalio import workflow

from contracts.applications import (
    ApplicationChecked,
    ApplicationRegistered,
    CheckApplication,
    CloseApplication,
    Decision,
    DecisionOutcome,
    FinalState,
    RaiseReviewAlarm,
    RecordDecision,
    WaitlistApplication,
)
from contracts.notifications import LetterName, SendLetter
from contracts.vouchers import GrantAward, IssueVoucher, ReleaseBudget
from kit.calls import call
from kit.days import end_of_day, until
from kit.refusal import Refusal


@workflow.defn
class ApplicationWorkflow:
    """Leads one application to a decision, to its money, and to the letter that tells it."""

    @workflow.init
    def __init__(self, registered: ApplicationRegistered) -> None:
        self._id = registered.application_id
        self._form = registered.support_form
        self._checked: ApplicationChecked | None = None
        self._decision: Decision | None = None
        self._granted_by_act = False
        self._money_came_back = False

    @workflow.run
    async def run(self, _: ApplicationRegistered) -> str:
        checked = self._checked = await call(CheckApplication(application_id=self._id))
        if checked.decision is None and await self._outcome(checked) == "refused":
            return await self._refuse()
        if await self._award(checked):
            return await self._tell("voucher" if self._gives_a_voucher else "granted")
        if await self._award_later(checked):
            return await self._tell("funded_later", attempt=2)
        return await self._give_up()

    async def _outcome(self, checked: ApplicationChecked) -> DecisionOutcome:
        """Wait for an official as long as it takes; a passed term only raises an alarm."""
        term = until(end_of_day(checked.review_due_on), checked.checked_at)
        try:
            await workflow.wait_condition(self._is_decided, timeout=term)
        except TimeoutError:
            await call(RaiseReviewAlarm(application_id=self._id))
            await workflow.wait_condition(self._is_decided)
        if self._decision is None:
            return "granted"
        decided = await call(RecordDecision(application_id=self._id, decision=self._decision))
        return decided.outcome

    def _is_decided(self) -> bool:
        return self._decision is not None or self._granted_by_act

    async def _award(self, checked: ApplicationChecked, attempt: int = 1) -> bool:
        """Commit the money that is set aside, and issue the voucher if that is the support form."""
        award = GrantAward(application_id=self._id, instalments=checked.instalments)
        try:
            await call(award, attempt)
        except Refusal as refusal:
            if refusal.slug != "budget-exhausted":
                raise
            return False
        if self._gives_a_voucher:
            months = checked.voucher_months
            await call(IssueVoucher(application_id=self._id, months=months))
        return True

    async def _award_later(self, checked: ApplicationChecked) -> bool:
        """Keep the place in the list until money comes back, or the list ends."""
        kept = await call(WaitlistApplication(application_id=self._id))
        await call(SendLetter(application_id=self._id, letter="not_funded"))
        left = until(checked.list_until, kept.waitlisted_at) if checked.list_until else None
        try:
            await workflow.wait_condition(lambda: self._money_came_back, timeout=left)
        except TimeoutError:
            return False
        return await self._award(checked, attempt=2)

    async def _tell(self, letter: LetterName, attempt: int = 1) -> str:
        await call(SendLetter(application_id=self._id, letter=letter), attempt)
        return await self._close("awarded")

    async def _refuse(self) -> str:
        await call(ReleaseBudget(application_id=self._id))
        await call(SendLetter(application_id=self._id, letter="refused"))
        return await self._close("refused")

    async def _give_up(self) -> str:
        await call(ReleaseBudget(application_id=self._id))
        return await self._close("not_funded")

    async def _close(self, state: FinalState) -> str:
        closed = await call(CloseApplication(application_id=self._id, state=state))
        return closed.state

    @property
    def _gives_a_voucher(self) -> bool:
        return self._form == "worker_voucher"

    @workflow.update
    async def decide(self, decision: Decision) -> str:
        """Take the decision of an official; it is recorded as an act by the next step."""
        self._decision = decision
        return decision.outcome

    @decide.validator
    def _may_decide(self, decision: Decision) -> None:
        if self._checked is None:
            raise Refusal("not-checked", "La domanda non è ancora stata esaminata.")
        if self._is_decided() or self._checked.decision is not None:
            raise Refusal("already-decided", "La domanda è già stata decisa.")
        if decision.checked != self._checked.checked:
            raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
        if decision.outcome == "refused" and decision.reason_id is None:
            raise Refusal("no-reason", "Un rifiuto ha bisogno di una motivazione.")

    @workflow.signal
    def granted_by_act(self) -> None:
        """Learn that a batch act granted this application: its decision is recorded already."""
        self._granted_by_act = True

    @workflow.signal
    def money_came_back(self) -> None:
        """Learn that money was set aside for this application after all."""
        self._money_came_back = True
