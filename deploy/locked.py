"""Print the part of `requirements.lock` that the processes need, without tests and servers.

Every entry of the lock says in its `# via` comment who asks for it: those that lead back to the
project's own dependencies are kept, with their hashes.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", re.MULTILINE)
VIA = re.compile(r"^    #(?: via)?\s+([a-z0-9][a-z0-9._-]*)", re.MULTILINE)
ASKED = re.compile(r"^[A-Za-z0-9._-]+")


def production(lock: str, pyproject: str) -> str:
    """Return the entries of the lock that the project's dependencies lead to."""
    entries = _entries(lock)
    wanted = {_name(each) for each in tomllib.loads(pyproject)["project"]["dependencies"]}
    while more := {name for name in entries if name not in wanted and _via(entries, name) & wanted}:
        wanted |= more
    return "".join(entries[name] for name in sorted(wanted))


def _entries(lock: str) -> dict[str, str]:
    starts = [*NAME.finditer(lock)]
    ends = [*(start.start() for start in starts[1:]), len(lock)]
    return {start[1]: lock[start.start() : end] for start, end in zip(starts, ends, strict=True)}


def _via(entries: dict[str, str], name: str) -> set[str]:
    return set(VIA.findall(entries[name]))


def _name(requirement: str) -> str:
    found = ASKED.match(requirement)
    return found[0].lower().replace("_", "-") if found else ""


if __name__ == "__main__":
    texts = [(ROOT / name).read_text() for name in ("requirements.lock", "pyproject.toml")]
    sys.stdout.write(production(*texts))
