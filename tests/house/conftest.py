from collections.abc import Mapping

import pytest
from fastapi import FastAPI

from kit.doors import Doors
from tests.house import processes
from tests.house.sizes import report


@pytest.fixture(scope="session")
async def doors() -> Mapping[str, Doors]:
    """The stream door of every process."""
    return await processes.every_doors()


@pytest.fixture(scope="session")
async def apps() -> Mapping[str, FastAPI]:
    """The HTTP door of every service."""
    return await processes.every_app()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the sizes of the code: aims, not walls."""
    terminalreporter.section("sizes (p50/p90/max; aims: functions 6/18/40, files 70/150/250)")
    for line in report():
        terminalreporter.line(line)
