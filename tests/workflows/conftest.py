"""A Temporal server that can skip time, and a worker over simulated services."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from capofila.servers import temporal
from contracts.applications.calls import CallPublished
from contracts.applications.decisions import Decision
from contracts.applications.filing import ApplicationRegistered
from contracts.network import AdhesionReceived
from contracts.portal import DraftSaved
from contracts.vouchers.issue import VoucherIssued
from tests.world.house import SimulatedHouse, registered
from workflows.adhesion import AdhesionWorkflow
from workflows.application import ApplicationWorkflow
from workflows.call import CallWorkflow
from workflows.doorbell import TASK_QUEUE
from workflows.draft import DraftWorkflow
from workflows.voucher import VoucherWorkflow
from workflows.worker import SANDBOX, WORKFLOWS

Handle = WorkflowHandle[Any, Any]


@pytest.fixture(scope="session")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(temporal.PROGRAM.find()),
        dev_server_log_level="error",
        data_converter=pydantic_data_converter,
        dev_server_extra_args=[
            "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
            "--dynamic-config-value", "history.transferProcessorMaxPollRPS=5000",
        ],
    )  # fmt: skip
    yield environment
    await environment.shutdown()


@dataclass
class Procedures:
    """Workflows over a simulated house, whose waits can be skipped."""

    house: SimulatedHouse
    environment: WorkflowEnvironment
    temporal: Client

    async def file(self, fact: ApplicationRegistered | None = None) -> Handle:
        fact = fact or registered()
        return await self.temporal.start_workflow(
            ApplicationWorkflow.run, fact, id=f"application/{fact.application_id}",
            task_queue=TASK_QUEUE,
        )  # fmt: skip

    async def publish(self, fact: CallPublished) -> Handle:
        return await self.temporal.start_workflow(
            CallWorkflow.run, fact, id=f"call/{fact.call_id}", task_queue=TASK_QUEUE
        )

    async def draft(self, fact: DraftSaved) -> Handle:
        return await self.temporal.start_workflow(
            DraftWorkflow.run, fact, id=f"draft/{fact.application_id}", task_queue=TASK_QUEUE
        )

    async def join(self, fact: AdhesionReceived) -> Handle:
        return await self.temporal.start_workflow(
            AdhesionWorkflow.run, fact, id=f"adhesion/{fact.adhesion_id}", task_queue=TASK_QUEUE
        )

    async def issue(self, fact: VoucherIssued) -> Handle:
        return await self.temporal.start_workflow(
            VoucherWorkflow.run, fact, id=f"voucher/{fact.voucher_id}", task_queue=TASK_QUEUE
        )

    async def start(self, run: Any, name: str, *given: Any) -> Handle:
        """Start a workflow that has no verb of its own here."""
        return await self.temporal.start_workflow(run, *given, id=name, task_queue=TASK_QUEUE)

    async def decide(self, handle: Handle, decision: Decision) -> str:
        """Decide as soon as the application is checked."""
        outcome: str = await self.when_checked(handle, ApplicationWorkflow.decide, decision)
        return outcome

    def case_of(self, handle: Handle) -> UUID:
        """Return the application that a workflow leads."""
        return UUID(handle.id.removeprefix("application/"))

    async def when_checked(self, handle: Handle, update: Any, *given: Any) -> Any:
        """Send an update as soon as the application is checked."""
        await self.asked("CheckApplication")
        return await self.when_checked_again(handle, update, *given)

    async def when_checked_again(self, handle: Handle, update: Any, *given: Any) -> Any:
        """Send an update until the check that goes on is done."""
        while True:
            try:
                return await handle.execute_update(update, *given)
            except WorkflowUpdateFailedError as refusal:
                if "not-checked" not in str(refusal.cause):
                    raise

    async def asked(self, step: str) -> None:
        """Wait until the house was asked for a step."""
        await self.house.was_asked(step)

    async def seconds_go_by(self, handle: Handle, seconds: int) -> None:
        await self.environment.fast_forward(handle, timedelta(seconds=seconds))

    async def days_go_by(self, handle: Handle, days: int) -> None:
        await self.environment.fast_forward(handle, timedelta(days=days))


@pytest.fixture
async def procedures(skipping: WorkflowEnvironment) -> AsyncIterator[Procedures]:
    house = SimulatedHouse()
    ordinary = await skipping.connect_client(data_converter=pydantic_data_converter)
    async with Worker(
        ordinary, task_queue=TASK_QUEUE, workflows=WORKFLOWS, activities=[house.ask],
        workflow_runner=SANDBOX,
    ):  # fmt: skip
        yield Procedures(house, skipping, ordinary)
