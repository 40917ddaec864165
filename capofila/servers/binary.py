"""Find a server's program: on PATH when new enough, else in its wheel."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """The names a program bears on PATH, the oldest version that will do, and its wheel's copy."""

    names: tuple[str, ...]
    oldest: Version
    in_wheel: Callable[[], Path | None]
    companions: tuple[str, ...] = ()

    def find(self) -> Path | None:
        """Resolve to the first path that will do, or to nothing."""
        return next(iter(self.candidates()), None)

    def candidates(self) -> list[Path]:
        """List what would do, in the order of preference."""
        return list(filter(None, (*map(self._on_path, self.names), self.in_wheel())))

    def _on_path(self, name: str) -> Path | None:
        found = shutil.which(name)
        if found is None:
            return None
        path = Path(found).resolve()
        complete = all((path.parent / each).exists() for each in self.companions)
        return path if complete and version_of(path) >= self.oldest else None


def version_of(program: Path) -> Version:
    """Read the first number of `--version`; a program that does not answer is version ()."""
    try:
        answer = subprocess.run(
            (program, "--version"), capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"\d+(?:\.\d+)*", answer.stdout)
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def wheel(package: str) -> Path | None:
    """Locate an installed package without importing it."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found and found.origin else None
