import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capofila.supervisor import Stack


@contextmanager
def scratch() -> Iterator[Path]:
    """Lend a data folder that PostgreSQL's own user can enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="capofila-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of one test."""
    with scratch() as folder:
        yield folder


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """The servers, shared by the tests of a module."""
    with scratch() as folder:
        async with Stack(folder, in_memory_temporal=True) as stack:
            yield stack
