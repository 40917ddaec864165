"""The bare side in a process of its own: `python -m bench.bare_worker ADDRESS`.

It reads one order per line (JSON: steps, local, flows) and answers with the seconds that the
burst took. As in our own process of workflows, worker and starter are one process, with the same
connection, sandbox and worker options. It ends with its input.
"""

import asyncio
import sys
import time
from datetime import timedelta

import orjson
import uvloop
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from bench.bare_flow import BareWorkflow, Order, nothing
from bench.tally import TALLY
from kit.ids import new_id
from workflows.worker import SANDBOX, connect

QUEUE = "bench"
AT_ONCE = 50
PATIENCE = 120.0
# A step of ours carries about as much.
CARGO = "x" * 300


def _worker(temporal: Client) -> Worker:
    restrictions = SANDBOX.restrictions.with_passthrough_modules("bench.tally")
    return Worker(
        temporal,
        task_queue=QUEUE,
        workflows=[BareWorkflow],
        activities=[nothing],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        max_cached_workflows=2000,
        max_concurrent_local_activities=200,
    )


async def _burst(temporal: Client, steps: int, local: bool, flows: int) -> float:
    order: Order = {"steps": steps, "local": local, "cargo": CARGO}
    ids = [f"bare/{new_id()}" for _ in range(flows)]
    turns, over = asyncio.Semaphore(AT_ONCE), TALLY.expect(ids)

    async def start(workflow_id: str) -> None:
        async with turns:
            await temporal.start_workflow(
                BareWorkflow.run, order, id=workflow_id, task_queue=QUEUE, request_eager_start=True
            )

    begun = time.perf_counter()
    await asyncio.gather(*(start(each) for each in ids))
    await asyncio.wait_for(over.wait(), PATIENCE)
    return time.perf_counter() - begun


async def serve(address: str) -> None:
    """Answer orders until there are no more."""
    temporal = await connect(address)
    async with _worker(temporal):
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = orjson.loads(line)
            seconds = await _burst(temporal, order["steps"], order["local"], order["flows"])
            print(orjson.dumps({"seconds": seconds}).decode(), flush=True)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
