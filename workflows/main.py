"""The workflows process: the Temporal worker, the doorbell, the reader of replies."""

from kit.process import Process, main
from kit.web import create_app
from workflows.settings import WorkflowsSettings
from workflows.streams import doors
from workflows.timetable import keep_hours
from workflows.worker import asker, connect, worker


async def serve() -> int:
    """Connect to Temporal, then listen for facts that ring."""
    settings = WorkflowsSettings()
    temporal = await connect(settings.temporal_address)
    app = create_app("workflows", "Capofila: procedimenti")
    process = Process("workflows", settings, app, doors(temporal))
    asking = asker(settings.redis_url)
    working = worker(temporal, asking)
    await keep_hours(temporal)
    return await process.serve([asking.read_replies, working.run])


if __name__ == "__main__":
    main(serve)
