from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programmes.world import good_files


@pytest.fixture
def world() -> Iterator[Path]:
    with good_files() as folder:
        yield folder
