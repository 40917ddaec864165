"""One real house for all journeys."""

from collections.abc import AsyncIterator

import pytest

from tests.world.live import LiveHouse, live_house


@pytest.fixture(scope="package")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    async with live_house(tmp_path_factory.mktemp("journeys")) as house:
        yield house
