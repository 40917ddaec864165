"""The doorbell: facts that start or wake a workflow."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.applications.calls import CallChanged, CallMoved, CallPublished
from contracts.applications.closing import ApplicationClosed
from contracts.applications.decisions import ApplicationDecided, ApplicationReopened
from contracts.applications.filing import (
    ApplicationRegistered,
    ApplicationRevised,
    ApplicationStopped,
    EmployerLeft,
)
from contracts.applications.procedure import IntegrationRequested, TermMoved
from contracts.applications.ranking import AcceptanceAnswered, RankingPublished
from contracts.cases import case_of
from contracts.network import (
    AdhesionCompleted,
    AdhesionConfirmed,
    AdhesionReceived,
    AdhesionRefused,
    AdhesionRenewed,
    AdhesionResumed,
    AdhesionSuspended,
    AdhesionWithdrawn,
)
from contracts.portal import DraftSaved
from contracts.vouchers.budget import BudgetExhausted, BudgetReserved
from contracts.vouchers.issue import VoucherIssued, VouchersIssued
from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.recoveries import RecoveryDemanded
from kit.days import civil_day
from kit.messages import Event
from kit.weather import BadWeather
from workflows.adhesion import AdhesionWorkflow
from workflows.application import ApplicationWorkflow
from workflows.call import CallWorkflow
from workflows.draft import DraftWorkflow
from workflows.offer import OfferWorkflow
from workflows.ranking import RankingWorkflow
from workflows.recovery import RecoveryWorkflow
from workflows.reminder import Reminder, Reminders, ReminderWorkflow
from workflows.voucher import VoucherWorkflow
from workflows.withdrawal import WithdrawalWorkflow

TASK_QUEUE = "capofila"
# How long the task of a killed worker is waited for before another worker takes it.
TASK_TIMEOUT = timedelta(seconds=5)
THREE_DAYS = timedelta(days=3)
REPORT_REMINDERS = (30, 7)


AdhesionMoved = (
    AdhesionCompleted
    | AdhesionConfirmed
    | AdhesionRefused
    | AdhesionRenewed
    | AdhesionResumed
    | AdhesionSuspended
    | AdhesionWithdrawn
)

OfACase = (
    AcceptanceAnswered
    | ApplicationDecided
    | ApplicationReopened
    | ApplicationRevised
    | ApplicationStopped
    | BudgetExhausted
    | BudgetReserved
    | TermMoved
)


class Doorbell:
    """Rings at Temporal's door, once for each fact: its inbox refuses what it has rung for."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def start_application(self, _: AsyncSession, fact: ApplicationRegistered) -> None:
        """Start the one workflow of an application."""
        await self._start(ApplicationWorkflow.__name__, case_of(fact.application_id), fact)

    async def start_application_again(self, _: AsyncSession, fact: ApplicationReopened) -> None:
        """Start the workflow of the next round of an application that was opened again."""
        await self._start(ApplicationWorkflow.__name__, _case(fact), fact)

    async def start_ranking(self, _: AsyncSession, fact: RankingPublished) -> None:
        """Start the workflow of a final list whose vouchers are issued together."""
        if fact.voucher_months:
            await self._start(RankingWorkflow.__name__, f"ranking/{fact.ranking_id}", fact)

    async def start_voucher(self, _: AsyncSession, fact: VoucherIssued) -> None:
        """Start the one workflow of a voucher."""
        await self._start(VoucherWorkflow.__name__, f"voucher/{fact.voucher_id}", fact)

    async def start_call(self, _: AsyncSession, fact: CallPublished) -> None:
        """Start the one workflow of a call."""
        await self._start(CallWorkflow.__name__, f"call/{fact.call_id}", fact)

    async def start_draft(self, _: AsyncSession, fact: DraftSaved) -> None:
        """Start the one workflow of a draft."""
        await self._start(DraftWorkflow.__name__, f"draft/{fact.application_id}", fact)

    async def start_withdrawal(self, _: AsyncSession, fact: EmployerLeft) -> None:
        """Have the vouchers of an application follow its employer's withdrawal."""
        name = f"withdrawal/{fact.application_id}/{fact.adhesion_id}"
        await self._start(WithdrawalWorkflow.__name__, name, fact)

    async def start_offer(self, _: AsyncSession, fact: BudgetOffered) -> None:
        """Start the wait for an answer to an offer; the same case may get another one later."""
        name = f"offer/{fact.application_id}/{fact.answer_by_on}"
        await self._start(OfferWorkflow.__name__, name, fact)

    async def remind_of_a_request(self, _: AsyncSession, fact: IntegrationRequested) -> None:
        """Have who was asked for something reminded three days before the last."""
        if fact.at:
            before = Reminder(on=fact.answer_by_on - THREE_DAYS, about=str(fact.integration_id))
            await self._remind(f"reminder/{fact.integration_id}", Reminders(
                application_id=fact.application_id, letter="integration_reminder", at=fact.at,
                items=[before],
            ))  # fmt: skip

    async def remind_of_a_report(self, _: AsyncSession, fact: ApplicationClosed) -> None:
        """Have who was awarded money reminded of the report, a month and a week before."""
        if fact.report_by_on and fact.at:
            due_on = fact.report_by_on
            items = [
                Reminder(on=due_on - timedelta(days=days), about=f"{due_on} {days}")
                for days in REPORT_REMINDERS
            ]
            await self._remind(f"report/{fact.application_id}/{due_on}", Reminders(
                application_id=fact.application_id, letter="report_due", at=fact.at, items=items
            ))  # fmt: skip

    async def _remind(self, name: str, reminders: Reminders) -> None:
        """Start the reminders of a last day; those whose day has gone by are not sent."""
        today = civil_day(reminders.at)
        to_come = [each for each in reminders.items if each.on > today]
        if to_come:
            given = reminders.model_copy(update={"items": to_come})
            await self._start(ReminderWorkflow.__name__, name, given)

    async def start_recovery(self, _: AsyncSession, fact: RecoveryDemanded) -> None:
        """Start the one workflow of a recovery."""
        await self._start(RecoveryWorkflow.__name__, f"recovery/{fact.recovery_id}", fact)

    async def start_adhesion(self, _: AsyncSession, fact: AdhesionReceived) -> None:
        """Start the one workflow of an adhesion."""
        await self._start(AdhesionWorkflow.__name__, f"adhesion/{fact.adhesion_id}", fact)

    async def tell_that_the_adhesion_moved(self, _: AsyncSession, fact: AdhesionMoved) -> None:
        """Have an adhesion look again at its days."""
        await self._signal(f"adhesion/{fact.adhesion_id}", AdhesionWorkflow.moved)

    async def tell_that_the_call_changed(self, _: AsyncSession, fact: CallChanged) -> None:
        """Have a call look again at its window."""
        await self._signal(f"call/{fact.call_id}", CallWorkflow.changed)

    async def tell_that_the_call_was_moved(self, _: AsyncSession, fact: CallMoved) -> None:
        """Have a call look again when it did not move by itself."""
        if fact.by != "window":
            await self._signal(f"call/{fact.call_id}", CallWorkflow.changed)

    async def tell_that_money_came_back(self, _: AsyncSession, fact: BudgetReserved) -> None:
        """Wake an application that waits in the list; one that is closed needs no waking."""
        if fact.recovered:
            await self._signal(_case(fact), ApplicationWorkflow.money_came_back)

    async def tell_that_money_ran_out(self, _: AsyncSession, fact: BudgetExhausted) -> None:
        """Tell an application that the money of its list ended before its place."""
        if fact.ranked:
            await self._signal(_case(fact), ApplicationWorkflow.money_ran_out)

    async def tell_that_they_were_issued(self, _: AsyncSession, fact: VouchersIssued) -> None:
        """Tell the applications of a part of a list that their vouchers were issued."""
        told = (
            self._signal(case_of(application_id), ApplicationWorkflow.issued_by_list)
            for application_id in fact.application_ids
        )
        await asyncio.gather(*told)

    async def tell_what_was_answered(self, _: AsyncSession, fact: AcceptanceAnswered) -> None:
        """Tell an application whether what was granted is accepted."""
        await self._signal(_case(fact), ApplicationWorkflow.acceptance_answered, fact.answer)

    async def tell_that_an_act_granted(self, _: AsyncSession, fact: ApplicationDecided) -> None:
        """Tell an application that waits for an official that a batch act granted it."""
        if fact.waited:
            await self._signal(_case(fact), ApplicationWorkflow.decided_by_act, fact)

    async def tell_that_it_was_revised(self, _: AsyncSession, fact: ApplicationRevised) -> None:
        """Have an application checked again that is not what it was."""
        await self._signal(_case(fact), ApplicationWorkflow.revised)

    async def tell_that_it_was_stopped(self, _: AsyncSession, fact: ApplicationStopped) -> None:
        """Tell an application that it goes no further."""
        await self._signal(_case(fact), ApplicationWorkflow.stopped, fact.by)

    async def tell_that_its_clock_moved(self, _: AsyncSession, fact: TermMoved) -> None:
        """Have an application look at its clock when its time comes."""
        await self._signal(_case(fact), ApplicationWorkflow.term_moved, fact)

    async def _signal(
        self, workflow_id: str, signal: Callable[..., None], *given: str | Event
    ) -> None:
        handle = self._temporal.get_workflow_handle(workflow_id)
        try:
            await handle.signal(signal.__name__, args=given)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise BadWeather("Temporal does not take the signal") from error

    async def _start(self, workflow: str, workflow_id: str, fact: Event | Reminders) -> None:
        try:
            await self._temporal.start_workflow(
                workflow,
                fact,
                id=workflow_id,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                task_timeout=TASK_TIMEOUT,
                request_eager_start=True,
            )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise BadWeather("Temporal starts no workflow") from error


def _case(fact: OfACase) -> str:
    return case_of(fact.application_id, fact.round)
