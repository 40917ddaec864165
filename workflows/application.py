"""The life of one application, from its register number to the last letter."""

from collections import Counter
from typing import Literal
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from contracts.applications.checks import ApplicationChecked, CheckApplication
from contracts.applications.closing import CloseApplication, FinalState
from contracts.applications.decisions import (
    ApplicationDecided,
    ApplicationReopened,
    Decision,
    DecisionOutcome,
    RecordDecision,
)
from contracts.applications.filing import ApplicationRegistered, Stop
from contracts.applications.procedure import GiveNotice, RequestIntegration, TermMoved
from contracts.applications.ranking import AcceptanceAnswer
from contracts.notifications import LetterName, SendLetter
from contracts.vouchers.budget import ReleaseBudget
from kit.calls import call
from kit.messages import Command, Fact
from kit.refusal import Refusal
from workflows.aid import Aid
from workflows.money import Money
from workflows.term import Term

Opened = ApplicationRegistered | ApplicationReopened


@workflow.defn
class ApplicationWorkflow:
    """Leads one application to a decision, to its money, and to the letter that tells it."""

    @workflow.init
    def __init__(self, opened: Opened) -> None:
        self._id = opened.application_id
        self._given: Counter[str] = Counter()
        self._round = opened.round if isinstance(opened, ApplicationReopened) else 1
        self._checked: ApplicationChecked | None = None
        self._decision: Decision | None = None
        self._declined: Refusal | None = None
        self._recorded = False
        self._is_heard = False
        self._by_act: DecisionOutcome | None = None
        self._revised = False
        self._told_to_wait = False
        self._term = Term(self._id)
        self._act = ""
        self._aid = Aid(self._id)
        self._stopped_by: Stop | None = None
        self._money = Money(self._id, self._write, self._is_stopped)
        self._by_list = False

    @workflow.run
    async def run(self, _: Opened) -> str:
        state = await self._lead()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return state

    async def _lead(self) -> str:
        outcome, checked = await self._outcome()
        self._is_heard = True
        if outcome != "granted":
            return await self._end(outcome)
        self._act = self._act or checked.act
        if checked.aid_due:
            await self._aid.register_after_the_act(self._is_stopped)
        if self._by_list and await self._money.is_issued_by_list():
            return await self._close("awarded")
        now = not self._by_list
        letter = await self._money.give(checked, self._signed_by(checked), now=now)
        if letter is None:
            return await self._end(self._stopped_by or self._money.end)
        await self._aid.confirm(self._act)
        return await self._tell(letter)

    def _signed_by(self, checked: ApplicationChecked) -> str | None:
        decision = self._decision or checked.decision
        return decision.official if decision else None

    async def _outcome(self) -> tuple[DecisionOutcome | Stop, ApplicationChecked]:
        """Check, and wait for an official; what is revised meanwhile is checked again."""
        while True:
            checked = await self._check()
            if checked.decision:
                return checked.decision.outcome, checked
            await self._prepare(checked)
            if outcome := await self._hear_somebody(checked):
                return outcome, checked

    async def _prepare(self, checked: ApplicationChecked) -> None:
        """Tell who waits for an employer, once; look up what an undertaking was granted before."""
        if checked.waits_for and not self._told_to_wait:
            self._told_to_wait = True
            await self._write("employer_awaited")
        if checked.aid_due:
            await self._aid.look_up()

    async def _check(self) -> ApplicationChecked:
        self._revised = False
        self._checked = None
        checked = await self._call(CheckApplication(application_id=self._id))
        self._checked = checked
        return checked

    async def _hear_somebody(self, checked: ApplicationChecked) -> DecisionOutcome | Stop | None:
        """Wait for a decision as long as it takes; None when the case is to be checked again."""
        self._term.follow(checked.term_wake_at, checked.checked_at)
        while not self._revised:
            await self._term.wait(self._is_moved)
            if self._stopped_by or self._by_act:
                return self._stopped_by or self._by_act
            if self._decision and (outcome := await self._record(self._decision)):
                return outcome if outcome == "refused" else self._stopped_by or outcome
        return None

    def _is_moved(self) -> bool:
        return self._is_decided() or self._revised or self._stopped_by is not None

    def _is_decided(self) -> bool:
        return self._decision is not None or self._by_act is not None

    async def _record(self, decision: Decision) -> DecisionOutcome | None:
        """Record the decision as an act; None when its owner declines, and says why."""
        record = RecordDecision(application_id=self._id, decision=decision)
        try:
            if decision.outcome == "granted" and self._is_aid():
                await self._aid.register()
            decided = await self._call(record)
        except Refusal as refusal:
            self._decision, self._declined = None, refusal
            self._revised = self._revised or refusal.slug == "stale-decision"
            return None
        self._recorded = True
        self._act = f"{decided.act_number}/{decided.act_year}"
        return decided.outcome

    def _is_aid(self) -> bool:
        return self._checked is not None and self._checked.aid_due

    def _is_stopped(self) -> bool:
        return self._stopped_by is not None

    async def _tell(self, letter: LetterName) -> str:
        await self._write(letter)
        return await self._close("awarded")

    async def _end(self, state: Literal["refused", "not_funded"] | Stop) -> str:
        """Free the money for the next, and tell what was not told yet."""
        await call(ReleaseBudget(application_id=self._id))
        if state != "not_funded" and not self._money.has_lapsed:
            await self._write(state)
        return await self._close(state)

    async def _write(self, letter: LetterName) -> None:
        about = str(self._round) if self._round > 1 else None
        await self._call(SendLetter(application_id=self._id, letter=letter, about=about))

    async def _asked(self, command: Command[Fact]) -> Fact:
        """Run the command of an official, who hears a no at once."""
        try:
            return await self._call(command)
        except Refusal as refusal:
            raise _declined(refusal) from refusal

    async def _call(self, command: Command[Fact]) -> Fact:
        """Run a command that one case may give several times, each time as its next round."""
        name = type(command).__name__
        self._given[name] += 1
        return await call(command, self._given[name])

    async def _close(self, state: FinalState) -> str:
        closed = await call(CloseApplication(application_id=self._id, state=state))
        return closed.state

    @workflow.update
    async def decide(self, decision: Decision) -> str:
        """Have the decision of an official recorded as an act; who decides hears a no at once."""
        self._decision, self._declined = decision, None
        await workflow.wait_condition(self._is_answered)
        if not self._recorded:
            raise _declined(self._declined or _stopped())
        return decision.outcome

    def _is_answered(self) -> bool:
        return self._recorded or self._declined is not None or self._is_heard

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
            raise _stopped()

    @workflow.update
    async def ask_integration(self, asked: RequestIntegration) -> str:
        """Ask who applied for what is missing (art. 6 L. 241/1990)."""
        requested = await self._asked(asked)
        return requested.answer_by_on.isoformat()

    @workflow.update
    async def give_notice(self, given: GiveNotice) -> str:
        """Tell who applied the reasons against the application (art. 10-bis L. 241/1990)."""
        notice = await self._asked(given)
        return str(notice.notice_id)

    @ask_integration.validator
    def _may_ask(self, asked: RequestIntegration) -> None:
        self._refuse_for_another(asked.application_id)

    @give_notice.validator
    def _may_give_notice(self, given: GiveNotice) -> None:
        self._refuse_for_another(given.application_id)

    def _refuse_for_another(self, application_id: UUID) -> None:
        if application_id != self._id:
            raise Refusal("other-application", "È di un'altra domanda.")
        if self._checked is None:
            raise Refusal("not-checked", "La domanda non è ancora stata esaminata.")
        self._refuse_when_over(self._checked)

    @workflow.signal
    def term_moved(self, moved: TermMoved) -> None:
        """Learn that the clock of the procedure moved."""
        self._term.follow(moved.wake_at, moved.at)

    @workflow.update
    async def try_again(self, official: str) -> str:
        """Have an aid registered after all that was declined when its act stood already."""
        self._aid.try_again()
        return official

    @workflow.signal
    def decided_by_act(self, decided: ApplicationDecided) -> None:
        """Learn that an act for many decided this application: it is recorded already."""
        self._by_act = decided.outcome
        self._by_list = decided.by_list
        self._act = f"{decided.act_number}/{decided.act_year}"

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
        self._money.come_back()

    @workflow.signal
    def money_ran_out(self) -> None:
        """Learn that the money of its list ended before its place."""
        self._money.run_out()

    @workflow.signal
    def issued_by_list(self) -> None:
        """Learn that its voucher was issued with the others of its list."""
        self._money.be_issued()

    @workflow.signal
    def acceptance_answered(self, answer: AcceptanceAnswer) -> None:
        """Learn whether what was granted is accepted."""
        self._money.answer(answer)


def _declined(refusal: Refusal) -> ApplicationError:
    return ApplicationError(refusal.sentence, type=refusal.slug, non_retryable=True)


def _stopped() -> Refusal:
    return Refusal("already-stopped", "La domanda è stata ritirata o il bando revocato.")
