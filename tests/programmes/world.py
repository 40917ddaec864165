"""Folders of programme files that a test may spoil: the good ones, copied."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from programmes.files import read_programmes

GOOD = Path(__file__).parent / "good"
PLACES = "municipalities.toml"
ALLIANCE = "borgo/alliance.toml"
BODY = "ats/body.toml"
CALL = "borgo/calls/B-1.toml"
SYN = "borgo/calls/B-1.syn.toml"
SECOND = "borgo/calls/B-1.2.toml"
THIRD = "borgo/calls/B-1.3.toml"
FAMILIES = "borgo/calls/FAMIGLIE-2026.toml"
HOLIDAYS = "borgo/calls/CHIUSURE-2026.toml"
PROJECTS = "ats/calls/PROGETTI-2026.toml"
FILES = (PLACES, ALLIANCE, BODY, CALL, SYN, SECOND, THIRD, FAMILIES, HOLIDAYS, PROJECTS)


@contextmanager
def good_files() -> Iterator[Path]:
    """A copy of the good files."""
    with TemporaryDirectory() as scratch:
        yield Path(shutil.copytree(GOOD, Path(scratch) / "programmes"))


def rewrite(world: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file."""
    text = (world / file).read_text()
    assert old in text
    (world / file).write_text(text.replace(old, new, 1))


def refusals(world: Path) -> list[str]:
    """Everything that is refused, as the command prints it."""
    return [str(refusal) for refusal in read_programmes(world).refusals]
