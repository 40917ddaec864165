"""One real house for the journeys of 2015, and whoever tells the numbered ones."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.story import Story
from tests.world.live import LiveHouse, live_house


@pytest.fixture(scope="package")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    async with live_house(tmp_path_factory.mktemp("journeys")) as house:
        yield house


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    """Tells a journey to who asked for more than dots, as `make journeys` does."""
    plugins = request.config.pluginmanager
    reporter, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")

    def write(line: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(line)

    silent = reporter is None or request.config.get_verbosity() < 0
    return Story((lambda _: None) if silent else write)
