"""The worker that runs all workflows of the house."""

from datetime import timedelta

from redis.asyncio import Redis
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import GrpcCompression
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from kit.ask import Asker
from workflows.adhesion import AdhesionWorkflow
from workflows.application import ApplicationWorkflow
from workflows.call import CallWorkflow
from workflows.digest import DigestWorkflow
from workflows.doorbell import TASK_QUEUE
from workflows.draft import DraftWorkflow
from workflows.offer import OfferWorkflow
from workflows.proof import ProofWorkflow
from workflows.ranking import RankingWorkflow
from workflows.recovery import RecoveryWorkflow
from workflows.reminder import ReminderWorkflow
from workflows.voucher import VoucherWorkflow
from workflows.withdrawal import WithdrawalWorkflow

WORKFLOWS = (
    AdhesionWorkflow, ApplicationWorkflow, CallWorkflow, DigestWorkflow, DraftWorkflow,
    OfferWorkflow, ProofWorkflow, RankingWorkflow, RecoveryWorkflow, ReminderWorkflow,
    VoucherWorkflow, WithdrawalWorkflow,
)  # fmt: skip

# Re-importing these for every workflow instance costs three times the CPU; they are pure.
PASSED_THROUGH = (
    "contracts", "kit", "pydantic", "pydantic_core", "stdnum", "schwifty", "codicefiscale",
    "annotated_types", "zoneinfo", "tzdata",
)  # fmt: skip
SANDBOX = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
)


async def connect(address: str) -> Client:
    """Connect to Temporal; payloads are written by pydantic, uncompressed on a local network."""
    return await Client.connect(
        address, data_converter=pydantic_data_converter, grpc_compression=GrpcCompression.NONE
    )


def worker(temporal: Client, asker: Asker) -> Worker:
    """Return the worker; its stickiness is short, so that another takes over within seconds.

    No exception fails a workflow: a step that no code foresaw is tried again until a mended worker
    goes on with it, and shows as a failing task. No case dies of a bug.
    """
    return Worker(
        temporal,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=[asker.ask],
        workflow_runner=SANDBOX,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        graceful_shutdown_timeout=timedelta(seconds=5),
        max_cached_workflows=2000,
        max_concurrent_local_activities=48,
    )


def asker(redis_url: str) -> Asker:
    """Return the one that asks services on behalf of the workflows of this worker."""
    return Asker(Redis.from_url(redis_url, socket_timeout=10))
