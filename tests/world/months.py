"""Months that go by for everybody at once: the house's clock and a workflow that waits."""

from datetime import timedelta

from temporalio.testing import TimeSkipper

from kit import clock
from tests.world.live import LiveHouse


async def months_go_by(house: LiveHouse, workflow_id: str, time: timedelta) -> None:
    file = house.stack.data / "clock"
    clock.move(file, timedelta(seconds=float(file.read_text())) + time)
    await slept(house, workflow_id, time)


async def slept(house: LiveHouse, workflow_id: str, time: timedelta) -> None:
    """Have a workflow that waits since long reach the day on which everybody stands already."""
    handle = house.temporal.get_workflow_handle(workflow_id)
    await TimeSkipper(house.temporal).fast_forward(handle, time)
