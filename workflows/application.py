"""The life of one application, from its register number to the last letter."""

from datetime import datetime
from typing import Literal

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
    Stop,
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
        self._checked: ApplicationChecked | None = None
        self._checks = 0
        self._letters = 0
        self._decision: Decision | None = None
        self._granted_by_act = False
        self._revised = False
        self._alarmed = False
        self._stopped_by: Stop | None = None
        self._money_came_back = False

    @workflow.run
    async def run(self, _: ApplicationRegistered) -> str:
        outcome, checked = await self._outcome()
        if outcome != "granted":
            return await self._end(outcome)
        if await self._award(checked):
            return await self._tell("voucher" if checked.voucher_months else "granted")
        if await self._award_later(checked):
            return await self._tell("funded_later")
        return await self._end(self._stopped_by or "not_funded")

    async def _outcome(self) -> tuple[DecisionOutcome | Stop, ApplicationChecked]:
        """Check, and wait for an official; what is revised meanwhile is checked again."""
        while True:
            checked = await self._check()
            if checked.decision:
                return checked.decision.outcome, checked
            await self._wait_for_somebody(checked)
            if self._stopped_by:
                return self._stopped_by, checked
            if self._is_decided() and (outcome := await self._record()):
                return outcome if outcome == "refused" else self._stopped_by or outcome, checked

    async def _check(self) -> ApplicationChecked:
        self._checks += 1
        self._revised = False
        self._checked = None
        checked = await call(CheckApplication(application_id=self._id), self._checks)
        self._checked = checked
        return checked

    async def _wait_for_somebody(self, checked: ApplicationChecked) -> None:
        """Wait as long as it takes; a passed term only raises an alarm, once."""
        term = until(end_of_day(checked.review_due_on), checked.checked_at)
        try:
            await workflow.wait_condition(self._is_moved, timeout=None if self._alarmed else term)
        except TimeoutError:
            self._alarmed = True
            await call(RaiseReviewAlarm(application_id=self._id))
            await workflow.wait_condition(self._is_moved)

    def _is_moved(self) -> bool:
        return self._is_decided() or self._revised or self._stopped_by is not None

    def _is_decided(self) -> bool:
        return self._decision is not None or self._granted_by_act

    async def _record(self) -> DecisionOutcome | None:
        """Record the decision as an act; None when what it was taken on has changed meanwhile."""
        if self._decision is None:
            return "granted"
        record = RecordDecision(application_id=self._id, decision=self._decision)
        try:
            decided = await call(record, self._checks)
        except Refusal as refusal:
            if refusal.slug != "stale-decision":
                raise
            self._decision = None
            return None
        return decided.outcome

    async def _award(self, checked: ApplicationChecked, attempt: int = 1) -> bool:
        """Commit the money that is set aside, and issue the voucher if that is the support form."""
        self._money_came_back = False
        award = GrantAward(
            application_id=self._id, checked=checked.checked, instalments=checked.instalments
        )
        try:
            await call(award, attempt)
        except Refusal as refusal:
            if refusal.slug != "budget-exhausted":
                raise
            return False
        if checked.voucher_months:
            await call(IssueVoucher(application_id=self._id, months=checked.voucher_months))
        return True

    async def _award_later(self, checked: ApplicationChecked) -> bool:
        """Keep the place in the list until money comes back, or the list ends."""
        kept = await call(WaitlistApplication(application_id=self._id))
        await self._write("not_funded")
        ends_in = until(checked.list_until, kept.waitlisted_at) if checked.list_until else None
        list_ends_at = workflow.now() + ends_in if ends_in else None
        attempt = 1
        while await self._money_comes(list_ends_at):
            attempt += 1
            if await self._award(checked, attempt):
                return True
        return False

    async def _money_comes(self, list_ends_at: datetime | None) -> bool:
        """Wait until money is set aside after all; False when the list or the case ends before."""
        left = until(list_ends_at, workflow.now()) if list_ends_at else None
        try:
            await workflow.wait_condition(self._need_wait_no_longer, timeout=left)
        except TimeoutError:
            return False
        return self._stopped_by is None

    def _need_wait_no_longer(self) -> bool:
        return self._money_came_back or self._stopped_by is not None

    async def _tell(self, letter: LetterName) -> str:
        await self._write(letter)
        return await self._close("awarded")

    async def _end(self, state: Literal["refused", "not_funded"] | Stop) -> str:
        """Free the money for the next, and tell; the list told its end when it began."""
        await call(ReleaseBudget(application_id=self._id))
        if state != "not_funded":
            await self._write(state)
        return await self._close(state)

    async def _write(self, letter: LetterName) -> None:
        self._letters += 1
        await call(SendLetter(application_id=self._id, letter=letter), self._letters)

    async def _close(self, state: FinalState) -> str:
        closed = await call(CloseApplication(application_id=self._id, state=state))
        return closed.state

    @workflow.update
    async def decide(self, decision: Decision) -> str:
        """Take the decision of an official; it is recorded as an act by the next step."""
        self._decision = decision
        return decision.outcome

    @decide.validator
    def _may_decide(self, decision: Decision) -> None:
        if self._checked is None:
            raise Refusal("not-checked", "La domanda non è ancora stata esaminata.")
        self._refuse_when_over(self._checked)
        if decision.checked != self._checked.checked:
            raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
        if decision.outcome == "refused" and decision.reason_id is None:
            raise Refusal("no-reason", "Un rifiuto ha bisogno di una motivazione.")

    def _refuse_when_over(self, checked: ApplicationChecked) -> None:
        if self._is_decided() or checked.decision is not None:
            raise Refusal("already-decided", "La domanda è già stata decisa.")
        if self._stopped_by:
            raise Refusal("already-stopped", "La domanda è stata ritirata o il bando revocato.")

    @workflow.signal
    def granted_by_act(self) -> None:
        """Learn that a batch act granted this application: its decision is recorded already."""
        self._granted_by_act = True

    @workflow.signal
    def revised(self) -> None:
        """Learn that what the application declares, or the version it is judged by, changed."""
        self._revised = True

    @workflow.signal
    def stopped(self, by: Stop) -> None:
        """Learn that the application was withdrawn, or that its call was revoked."""
        self._stopped_by = by

    @workflow.signal
    def money_came_back(self) -> None:
        """Learn that money was set aside for this application after all."""
        self._money_came_back = True
