"""Replay recorded histories with today's workflows; a process of its own, for its hash seed."""

import asyncio
import os
import sys
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

sys.path.insert(0, str(Path(__file__).parents[2]))

from workflows.worker import SANDBOX, WORKFLOWS


async def replay(folder: Path) -> int:
    replayer = Replayer(
        workflows=WORKFLOWS, workflow_runner=SANDBOX, data_converter=pydantic_data_converter
    )
    paths = sorted(folder.glob("*.json"))  # noqa: ASYNC240 - a script of its own
    for path in paths:
        history = WorkflowHistory.from_json(f"recorded/{path.stem}", path.read_text())
        await replayer.replay_workflow(history)
    return len(paths)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "recorded"
    try:
        sys.stdout.write(f"{asyncio.run(replay(chosen))} histories replayed\n")
        sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 - its text is what the test reads
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)
