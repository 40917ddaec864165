"""The folder of uploaded files: each under the hash of its content, and under no name."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.rules.file_content import MEBIBYTE, MOST_BYTES, refusal

LEAST_FREE = 512 * MEBIBYTE
PRIVATE = 0o600


@dataclass(frozen=True)
class Incoming:
    """A file that came in whole and has no place yet."""

    path: Path
    sha256: str
    size: int


class Store:
    """Files of this process alone, outside any web root; nothing from outside makes a path."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def scratch(self) -> Path:
        """Return a path to write a file on."""
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._incoming / new_id().hex

    @contextmanager
    def desk(self) -> Iterator[Path]:
        """Give a path to write a file on; what is still there at the end is removed."""
        path = self.scratch()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def sweep(self, before: float) -> None:
        """Remove what was left on the desk by those who were killed before an instant (Unix)."""
        for path in self._incoming.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    async def receive(self, path: Path, chunks: AsyncIterable[bytes]) -> Incoming:
        """Write what comes in on a path, hashing it meanwhile.

        Refuses `too-large` 413 beyond 10 MB, and `no-room` 507 when the disk is nearly full.
        """
        if shutil.disk_usage(self._incoming).free < LEAST_FREE:
            raise Refusal("no-room", "In questo momento non si possono ricevere file.", 507)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise refusal("too-large")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        return Incoming(path, digest.hexdigest(), size)

    def keep(self, incoming: Incoming) -> None:
        """Give a file its place; the same content has one place, however often it comes."""
        place = self.place(incoming.sha256)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        incoming.path.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def place(self, sha256: str) -> Path:
        """Return where a content is kept."""
        return self._root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether a content is there."""
        return self.place(sha256).is_file()

    def drop(self, sha256: str) -> None:
        """Remove a content."""
        self.place(sha256).unlink(missing_ok=True)
